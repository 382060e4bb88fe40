/** Whether the host multiplies: as lib/native does, with code for its processor and on all of its cores. */
export declare const multiplies: bool;

/** `multiplyBlock` of product.ts. */
export declare function multiplyBlock(a: usize, b: usize, c: usize, row: i32, M: i32, N: i32, K: i32): void;
