// Package call asks the service behind a bot over HTTP, and names what goes wrong
// with the errors of package bot: whether the service may have acted decides
// whether it is asked again.
//
//	connecting fails               asked again, twice at most
//	429, 529                       asked again after Retry-After, or 1 s, 2 s, ... 32 s, while there is time
//	5xx, or the connection breaks  asked again, twice at most, only where that is declared safe
//	anything else                  not asked again
//
// What an answer says is never in an error, except for a code that the service is
// known to put there.
package call
