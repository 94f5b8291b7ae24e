// Command figures prints a file of figures (see package regime) as a table in
// Markdown, a line for each layer; runs of one layer are added up.
//
//	go run ./transport/transporttest/regime/figures build/soak.jsonl
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
)

// layer is what is known of a layer; the names are those of the file.
type layer struct {
	Layer   string         `json:"layer"`
	Rounds  int            `json:"rounds"`
	Failed  int            `json:"failed"`
	Figures map[string]int `json:"figures"`
	Seconds float64        `json:"seconds"`
}

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: figures FILE")
		os.Exit(2)
	}
	f, err := os.Open(os.Args[1])
	if err == nil {
		defer f.Close()
		err = print(os.Stdout, f)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "figures:", err)
		os.Exit(1)
	}
}

func print(w io.Writer, r io.Reader) error {
	layers, err := read(r)
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "| layer | rounds | failed | figures | time |\n|---|---|---|---|---|\n")
	for _, l := range layers {
		figures := make([]string, 0, len(l.Figures))
		for _, name := range slices.Sorted(maps.Keys(l.Figures)) {
			figures = append(figures, fmt.Sprintf("%s %d", name, l.Figures[name]))
		}
		fmt.Fprintf(w, "| %s | %d | %d | %s | %.0f s |\n", l.Layer, l.Rounds, l.Failed, strings.Join(figures, ", "), l.Seconds)
	}
	return nil
}

// read returns the layers in the order in which they are first named.
func read(r io.Reader) ([]*layer, error) {
	var layers []*layer
	for lines := bufio.NewScanner(r); lines.Scan(); {
		var l layer
		if err := json.Unmarshal(lines.Bytes(), &l); err != nil {
			return nil, err
		}
		i := slices.IndexFunc(layers, func(other *layer) bool { return other.Layer == l.Layer })
		if i < 0 {
			layers = append(layers, &l)
			continue
		}
		sum := layers[i]
		sum.Rounds, sum.Failed, sum.Seconds = sum.Rounds+l.Rounds, sum.Failed+l.Failed, sum.Seconds+l.Seconds
		for name, n := range l.Figures {
			sum.Figures[name] += n
		}
	}
	return layers, nil
}
