package call

import (
	"math/rand/v2"
	"net/http"
	"strconv"
	"time"
)

// RetryAfter returns how long a header asks to wait: seconds or a date.
func RetryAfter(header string) time.Duration {
	if seconds, err := strconv.Atoi(header); err == nil {
		return max(0, min(time.Duration(seconds), 24*60*60)) * time.Second
	}
	if at, err := http.ParseTime(header); err == nil {
		return max(0, time.Until(at))
	}
	return 0
}

// Jitter returns a duration between three quarters of d and five quarters.
func Jitter(d time.Duration) time.Duration { return d*3/4 + rand.N(d/2+1) }
