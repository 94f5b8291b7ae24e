export declare function firstRow(list: Element): Element | null;
export declare function rowAfter(row: Element): Element | null;
/** Puts a row between two neighbours; neither of them is moved. */
export declare function insertRow(list: Element, row: Element, before: Element | undefined, after: Element | null): void;
export declare function removeRow(row: Element): void;
