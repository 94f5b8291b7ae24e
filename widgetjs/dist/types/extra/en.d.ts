/** The words of what is loaded later; see i18n/en.ts. */
export declare const extraEn: {
    readonly image: "Image";
    readonly enlarge: "Enlarge image";
    readonly original: "Open in a new tab";
    readonly closeImage: "Close image";
    readonly previous: "Previous";
    readonly next: "Next";
    readonly submit: "Submit";
    readonly choose: "Choose…";
    readonly yes: "Yes";
    readonly no: "No";
    readonly sound: "Sound for new messages";
    readonly notify: "Desktop notifications";
    readonly blocked: "Notifications are blocked in this browser's settings.";
    readonly asText: "Download as text";
    readonly asJson: "Download as JSON";
    readonly helpful: "Helpful";
    readonly unhelpful: "Not helpful";
    readonly thanks: "Thank you for your feedback.";
    readonly rate: "How was this conversation?";
    readonly stars_one: "{n} star";
    readonly stars_other: "{n} stars";
    readonly comment: "What could be better? (optional)";
    readonly before: "Before we start";
    readonly begin: "Start the conversation";
    readonly dismiss: "Dismiss";
};
