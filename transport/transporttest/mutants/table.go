package main

// The layers, by the command that runs each of them alone.
var (
	powerCut      = goLayer("power cut", "store/bolt/powercut", ".", "^TestPowerCut$")
	storeAtOnce   = goLayer("store suite, at once", "", "./store/bolt", "^TestStore$/^concurrent_Appends")
	storeSuite    = goLayer("store suite", "", "./store/bolt", "^TestStore$")
	stateMachine  = goLayer("state machine", "", "./transport/transporttest/statemachine", "^TestMachineOverBolt$")
	simulation    = goLayer("simulation", "", "./transport/transporttest/simulation", "^TestStormsOverMemory$")
	faults        = goLayer("fault schedules", "", "./transport/transporttest/faults", "^TestFaultSchedules$")
	kill          = goLayer("kill", "", "./examples/quickstart", "^TestKill$")
	subscriptions = goLayer("subscriptions", "", "./chat", "^TestSubscri")
	sessions      = goLayer("sessions", "", "./chat/session ./transport", "Session|Revo|SignOut|Logout")
	turnCrashes   = goLayer("crash at every point of a turn", "", "./chat", "^TestCrash")
	clientFaults  = clientLayer("faults.test.ts")
	clientTabs    = clientLayer("tabs.test.ts")
)

var mutants = []mutant{
	{"ack before the commit", []edit{
		{
			"store/bolt/writer.go",
			"	return b, nil, s.commitGuarded(tx)\n",
			"	for _, r := range requests {\n		s.answer(r, s.explain(r.err))\n	}\n	return b, nil, s.commitGuarded(tx)\n",
		},
		{
			"store/bolt/writer.go",
			"	s.sequence, s.number = b.sequence, b.number\n	for _, r := range requests {\n		s.answer(r, s.explain(r.err))\n	}\n",
			"	s.sequence, s.number = b.sequence, b.number\n",
		},
		{
			"store/bolt/queue.go",
			"	s.release(r)\n	r.err = err\n",
			"	select {\n	case <-r.done:\n		return\n	default:\n	}\n	s.release(r)\n	r.err = err\n",
		},
	}, powerCut},
	{"nothing is synced to the disk", []edit{{
		"store/bolt/open.go",
		"s.openFile(bbolt.Options{Timeout:",
		"s.openFile(bbolt.Options{NoSync: true, Timeout:",
	}}, powerCut},
	{"keys expire", []edit{{
		"store/bolt/active.go",
		"	if _, taken := s.first[p.hash]; !taken {\n",
		"	for hash, sequence := range s.first {\n		if sequence+4 < p.sequence {\n			delete(s.first, hash)\n		}\n	}\n	if _, taken := s.first[p.hash]; !taken {\n",
	}}, stateMachine},
	{"offsets counted per batch", []edit{{
		"store/bolt/batch.go",
		"	offset := t.end.offset + 1\n",
		"	offset := c.end.offset + 1\n",
	}}, storeAtOnce},
	{"told before it is stored", []edit{{
		"chat/append.go",
		"	done, err := e.store.Append(context.WithoutCancel(ctx), a)\n",
		"	if l := e.directory.find(conversation); l != nil {\n		l.publish(Record{Offset: l.lastHead() + 1, Author: a.Author, Key: a.Key, Data: data}, t)\n	}\n	done, err := e.store.Append(context.WithoutCancel(ctx), a)\n",
	}}, simulation},
	{"read before subscribe", []edit{{
		"chat/subscription.go",
		"	if c, err = e.store.Conversation(ctx, s.live.Load().id); err != nil {\n		return w, err\n	}\n",
		"",
	}}, subscriptions},
	{"cursor ahead of the events", []edit{{
		"chat/subscription.go",
		"	b.Records, b.More = records, ",
		"	b.Records, b.More = records[:(len(records)+1)/2], ",
	}}, stateMachine},
	{"slow reader dropped without resume", []edit{
		{"chat/live.go", "		return nil, false, true\n	}\n	rest :=", "		return l.tail, false, false\n	}\n	rest :="},
		{"chat/subscription.go", "	if records[0].Offset != s.offset+1 { // the log", "	if records[0].Offset < s.offset { // the log"},
	}, simulation},
	{"cursor of another epoch taken", []edit{{
		"chat/cursor.go",
		"c.epoch != e.epoch || ",
		"",
	}}, goLayer("restored backup", "", "./store/bolt ./transport ./chat", "Epoch|Backup|Restore|Cursor")},
	{"poll buffer cleared on write", []edit{{
		"transport/longpoll/poll.go",
		"		return c.attached.peer.Seek(ctx, p.cursor)\n",
		"		return nil\n",
	}}, faults},
	{"later message overtakes a refused one", []edit{{
		"transport/peer/receive.go",
		"	if x.held == nil && key != \"\" && mayRetry(e.Code) {\n",
		"	if false {\n",
	}}, goLayer("payloads of a client", "", "./transport/peer", "")},
	{"stale session cache", []edit{
		{"chat/session/resolve.go", "import (\n", "import (\n	\"sync\"\n"},
		{"chat/session/resolve.go", "// touch records a use.", "var stale sync.Map\n\n// touch records a use."},
		{
			"chat/session/resolve.go",
			"	row, err := m.store.Session(ctx, id)\n	if errors",
			"	row, err := m.store.Session(ctx, id)\n	if known, ok := stale.LoadOrStore(id, row); ok {\n		row, err = known.(Row), nil\n	}\n	if errors",
		},
	}, sessions},
	{"answer of the bot with a fresh key", []edit{
		{"chat/responder.go", "import (\n", "import (\n	\"crypto/rand\"\n"},
		{
			"chat/responder.go",
			"func (r *responder) key(n int) string { return fmt.Sprintf(\"turn.%d.%d\", r.offset, n) }",
			"func (r *responder) key(n int) string { return fmt.Sprintf(\"turn.%d.%d.%s\", r.offset, n, rand.Text()[:4]) }",
		},
	}, turnCrashes},
	{"turn forgotten by a crash", []edit{{
		"store/bolt/append.go",
		"	if a.turn {\n",
		"	if a.turn && false {\n",
	}}, kill},
	{"answer under an old fence", []edit{{
		"store/bolt/append.go",
		"a.fence != 0 && a.fence != t.fence || ",
		"",
	}}, storeSuite},
	{"client: no gap fill", []edit{{
		"widgetjs/src/client/reduce.ts",
		"if (offset > last + 1 || conversation",
		"if (conversation",
	}}, clientFaults},
	{"client: retry with a new key", []edit{{
		"widgetjs/src/client/outbox.ts",
		"return courier.carry(command, conversation,",
		"return courier.carry({ ...command, key: command.key.slice(0, 50) + failures }, conversation,",
	}}, clientFaults},
	{"client: cursor kept ahead of the events", []edit{{
		"widgetjs/src/client/cache.ts",
		"let events = log.slice(-EVENTS);",
		"let events = log.slice(-EVENTS, -1);",
	}}, clientFaults},
	{"client: outbox not stored", []edit{{
		"widgetjs/src/client/outbox.ts",
		"    shelf.set(PREFIX + entry.command.key, entry);\n",
		"",
	}}, clientFaults},
	{"client: a later message first", []edit{{
		"widgetjs/src/client/outbox.ts",
		"waiting().find((entry) => entry.error === undefined",
		"waiting().findLast((entry) => entry.error === undefined",
	}}, clientFaults},
	{"client: two tabs send", []edit{{
		"widgetjs/src/client/tabs.ts",
		"    if (!channel) return lead();\n",
		"    return lead();\n",
	}}, clientTabs},
}
