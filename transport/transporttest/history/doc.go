// Package history checks what the participants of a chat have lived through
// against the guarantee: who was told "sent" is in the log, and everybody sees
// every message once, in one order.
//
// A test records into a History while it runs, whatever the clients, the
// transports and the faults are, hands in the logs as the store has them at the
// end, and calls Check or Verify. The invariants:
//
//	I1  what was acked is in the log
//	I2  nothing is in the log or in a view that was not sent, and its body is as it was sent
//	I3  a key is in the log once, and an event in each view once
//	I4  the log is a run of offsets 1, 2, 3, ...; each view is a contiguous run of it; a reset begins a new one
//	I5  what an outbox sends to a conversation is in the log in the order in which it was first sent
//	I6  the acked offset is the one in the log
//	I7  views have caught up within Patience after healing
//	I8  nothing that was appended after a revocation reaches the view that it was for
//
// What was sent and not acked may be in the log or not: a time-out is no
// violation. A sender who goes on repeating until the ack has no such messages
// at the end.
package history
