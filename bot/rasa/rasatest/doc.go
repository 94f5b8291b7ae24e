// Package rasatest has a stand-in for a Rasa server with its REST and callback channels, for
// tests of package rasa and of applications that use it. It is written from the
// wire format of open source Rasa 3: what its channel accepts, how it renders a
// response into items, what it does when an action raises an exception. What it
// answers next is programmed with behaviors, the ways to fail among them.
package rasatest
