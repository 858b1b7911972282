import { isServer, type Part, type Piece } from "./server";

/** A server as others see it: once for each of its Services, with what scrapes that one. A task nobody sees. */
export function facesOf(piece: Piece): readonly Part[] {
  if (!isServer(piece)) return [];
  return piece.beside ? [piece, { ...piece, ...piece.beside }] : [piece];
}
