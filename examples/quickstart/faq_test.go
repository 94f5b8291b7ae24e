package main

import (
	"strings"
	"testing"

	"github.com/chatmount/chatmount/bot/bottest"
)

// What visitors of the workshop's site type finds the answer that it should.
func TestFAQ(t *testing.T) {
	for question, want := range map[string]string{
		"hi!":                                   "welcome to Fernside",
		"When are you open on Saturday?":        "10:00 to 15:00",
		"how much is a full service":            "",
		"I have a flat tire, can you help?":     "twenty minutes",
		"do you repair e-bikes":                 "electric bikes of every make",
		"can i borrow a bike meanwhile":         "loan bike",
		"where are you exactly?":                "12 Lock Lane",
		"Can I pay by card?":                    "By card or in cash",
		"what is the meaning of life":           "I am only a small bot",
		"Book a repair":                         "no appointment",
		"thanks a lot":                          "You are welcome",
		"I would rather speak to a human being": "One of the mechanics",
	} {
		rec := &bottest.Recorder{}
		if err := rec.Ask(t.Context(), faq(), bottest.Says(question)); err != nil {
			t.Errorf("%q: %v", question, err)
		}
		if said := rec.Texts(); len(said) != 1 || !strings.Contains(said[0], want) {
			t.Errorf("%q is answered with %q", question, said)
		}
	}
}

// Who asks for a person is handed off.
func TestFAQHandsOff(t *testing.T) {
	rec := &bottest.Recorder{}
	if err := rec.Ask(t.Context(), faq(), bottest.Presses("Talk to a person")); err != nil {
		t.Fatal(err)
	}
	if _, ok := rec.HandedOff(); !ok {
		t.Errorf("there is no handoff, only %q", rec.Texts())
	}
}
