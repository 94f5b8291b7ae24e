package openai_test

import (
	"context"
	"fmt"
	"net/http/httptest"
	"os"

	"github.com/chatmount/chatmount/bot"
	"github.com/chatmount/chatmount/bot/bottest"
	"github.com/chatmount/chatmount/bot/llm"
	"github.com/chatmount/chatmount/bot/openai"
	"github.com/chatmount/chatmount/bot/openai/openaitest"
)

func Example() {
	type book struct {
		Title string `json:"title" description:"Words of the title."`
	}
	find := func(_ context.Context, b book) (string, error) { return b.Title + " is on shelf 3.", nil }

	var s openaitest.Server // in a program: OpenAI, Ollama, vLLM
	s.Then(
		openaitest.Use("Let me look.", openaitest.Calls("1", "find_book", book{Title: "Dune"})),
		openaitest.Say("It is ", "on shelf 3."),
	)
	srv := httptest.NewServer(&s)
	defer srv.Close()

	b := openai.New("gpt-4.1-mini",
		llm.WithBaseURL(srv.URL), llm.WithTransport(srv.Client().Transport),
		llm.WithSystem("You help the visitors of a book shop."),
		llm.WithTools(llm.Tool("find_book", "Finds a book.", find)),
	)
	var rec bottest.Recorder // in a program: chat.New(chat.Options{Store: db, Bot: b})
	err := rec.Ask(context.Background(), b, bottest.Says("Have you got Dune?"))
	fmt.Printf("%q %v\n", rec.Texts(), err)
	// Output: ["Let me look.\n\nIt is on shelf 3."] <nil>
}

func ExampleNew() {
	b := openai.New("llama3.2", llm.WithBaseURL("http://localhost:11434/v1"), llm.WithKey(os.Getenv("OLLAMA_KEY")))
	fmt.Println("asked again after a crash:", bot.IsRepeatable(b), b.Check())
	// Output: asked again after a crash: true <nil>
}
