/** Makes a link that tells its target nothing about the page, or null where the address is not allowed. */
export declare function link(raw: unknown, label?: string, props?: Record<string, string>): HTMLAnchorElement | null;
/** What in a text looks like a web address; one that goes on after these is too long to be a link. */
export declare const bareUrl: RegExp;
/** Returns how much of an address found in running text belongs to it: not the full stop or bracket after it. */
export declare function bareUrlLength(url: string): number;
/** Appends plain text in which web addresses are links. */
export declare function linkify(into: Node, text: string): void;
