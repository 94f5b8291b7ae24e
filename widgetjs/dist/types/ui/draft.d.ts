/** The text in the composer. It outlives a reload where the browser lets it, and a rebuild of the window always. */
export declare class Draft {
    #private;
    readonly server: string;
    /** @param server Drafts are kept per server. */
    constructor(server: string);
    get text(): string;
    set text(text: string);
}
