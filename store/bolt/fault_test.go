package bolt

import (
	"errors"
	"testing"
)

// A panic while the file is not mapped, because mapping it again had failed, is
// the disk's trouble and no damage: what is stored may well be whole.
func TestFileThatIsNotMappedIsUnreadable(t *testing.T) {
	var data *[1]byte
	err := guard(func() error { _ = data[0]; return nil })
	if !errors.As(err, new(panicked)) {
		t.Fatalf("reading what is not mapped: %v", err)
	}
	if err := faultOf(err, nil, 0); !errors.Is(err, errUnreadable) {
		t.Errorf("taken for %v", err)
	}
	if err := faultOf(err, nil, 1); errors.Is(err, errUnreadable) {
		t.Error("a panic of the program was taken for the disk's trouble")
	}
}
