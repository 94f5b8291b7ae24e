package exampletest

import (
	"context"
	"testing"
)

// Start runs a program and returns its URL. It is ended with the test, and has to
// end in order.
func Start(t *testing.T, run func(ctx context.Context, serving func(url string)) error) string {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	urls, ended := make(chan string, 1), make(chan error, 1)
	go func() { ended <- run(ctx, func(url string) { urls <- url }) }()
	select {
	case url := <-urls:
		t.Cleanup(func() {
			cancel()
			if err := <-ended; err != nil {
				t.Errorf("it ended with %v", err)
			}
		})
		return url
	case err := <-ended:
		cancel()
		t.Fatalf("it ended before it served: %v", err)
		return ""
	}
}
