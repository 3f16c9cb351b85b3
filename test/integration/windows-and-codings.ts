/** From 3.3 s to 7.7 s: neither border on a frame. */
export const WITHIN_ONE: [number, number] = [3.3, 7.7];
export const OVER_A_JOIN: [number, number] = [5.3, 10.7];

/** Coded with a keyframe every two seconds. */
export const GOP_2_S = { gop: 50 } as const;
export const SILENT = { audio: 'none' } as const;
export const B_FRAMES = { bFrames: 2 } as const;
