package transporttest

import (
	"time"

	"github.com/chatmount/chatmount/chat"
)

// fast are limits for cases that are not about limits.
var fast = chat.Limits{Rate: 1e6, Burst: 1e6, Connections: 100}

var cases = []testCase{
	{name: "WelcomeTellsWhereTheClientStands", run: welcome},
	{name: "BeforeTheFirstMessageThereIsNoConversation", run: lazyConversation},
	{name: "AMessageIsAckedAndComesAsAnEvent", run: sendAckEvent},
	{name: "AnswersComeInTheOrderOfTheFrames", run: orderOfAnswers},
	{name: "TwoTabsSeeTheSame", run: twoTabs},
	{name: "OthersSeeNothing", run: isolation},
	{name: "OnlyTheAuthorSeesTheKey", run: ownKey},

	{name: "ARepeatedKeyAppendsNothing", run: repeat},
	{name: "AKeyRepeatedAtOnceAppendsOnce", setup: Setup{Limits: fast}, run: repeatAtOnce},
	{name: "AfterARefusalLaterMessagesAreRefusedAlike", setup: Setup{Limits: chat.Limits{Rate: 0.01, Burst: 2}}, run: refusedInOrder},
	{name: "WhatCannotBeReadIsRefusedAndTheConnectionGoesOn", setup: Setup{Limits: fast}, run: malformed},
	{name: "UnknownFramesAndFieldsAreIgnored", run: unknown},
	{name: "AHelloHasNoPlaceLater", run: lateHello},

	{name: "ACursorResumesOverEveryTransport", setup: Setup{Limits: fast}, run: resume},
	{name: "ACursorThatCannotBeTakenResets", run: reset},
	{name: "ACursorFromBeforeTheConversationHolds", run: resumeFromNothing},
	{name: "ReconnectsLoseAndRepeatNothing", setup: Setup{Limits: fast}, run: storm},
	{name: "ASlowReaderHoldsNobodyUp", setup: Setup{Limits: chat.Limits{Rate: 1e6, Burst: 1e6, Text: slowText}}, run: slowReader},

	{name: "OthersSeeTyping", run: typing},
	{name: "ReadMarksAreToldAndKept", run: readMarks},
	{name: "AnIdleConnectionIsHeard", setup: Setup{Heartbeat: 300 * time.Millisecond}, run: heartbeat},

	{name: "WithoutASessionThereIsNoConnection", run: unauthenticated},
	{name: "AForeignOrMissingConversationIsNotFound", run: notFound},
	{name: "ASessionHasOnlySoManyConnections", setup: Setup{Limits: chat.Limits{Connections: 2}}, run: tooMany},
	{name: "ATooLargePayloadIsRefused", run: tooLarge},
	{name: "SigningOutEndsTheConnection", run: signOut},
	{name: "ShutdownTellsTheClientToComeBack", run: shutdown},
}
