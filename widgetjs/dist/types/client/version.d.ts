/** The version of this package, told to the server with each POST and DELETE. */
export declare const VERSION = "0.1.0";
