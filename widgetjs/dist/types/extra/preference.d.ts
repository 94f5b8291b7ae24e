/**
 * What the visitor has chosen, for all pages of this origin. It is written only when the visitor does choose, and
 * outside of what tells that a chat was used.
 */
export declare class Preference {
    #private;
    private readonly name;
    constructor(name: string);
    /** null: nothing was chosen. */
    get value(): string | null;
    set value(value: string | null);
}
