import { Page } from "../deals/schemas";
import { endpoint, type Endpoint } from "../http/endpoint";
import { ProblemError } from "../http/problem";
import { VinParam } from "../vehicles/schemas";
import type { Favorites } from "./repository";
import { Favorite, FavoriteList, NewFavorite } from "./schemas";

const ALL = "/api/v1/favorites";
const ONE = "/api/v1/favorites/:vin";
const shared = { tag: "favorites", signedIn: true } as const;

export function favoriteEndpoints(favorites: Favorites): readonly Endpoint[] {
  return [
    endpoint({
      ...shared,
      method: "post",
      path: ALL,
      summary: "Marks a car.",
      body: NewFavorite,
      success: { status: 201, schema: Favorite },
      problems: [409],
      handle: async ({ userId, body, res }) => {
        const favorite = await favorites.add(userId, body);
        if (favorite === undefined)
          throw new ProblemError(409, "You have marked this car already.");
        res.location(`${ALL}/${favorite.vin}`);
        return favorite;
      },
    }),
    endpoint({
      ...shared,
      method: "get",
      path: ALL,
      summary: "The cars that the user has marked, newest first.",
      query: Page,
      success: { status: 200, schema: FavoriteList },
      handle: ({ userId, query }) => favorites.list(userId, query),
    }),
    endpoint({
      ...shared,
      method: "get",
      path: ONE,
      summary: "One of the cars that the user has marked.",
      params: VinParam,
      success: { status: 200, schema: Favorite },
      handle: async ({ userId, params: { vin } }) => {
        const favorite = await favorites.find(userId, vin);
        if (favorite === undefined) throw notMarked();
        return favorite;
      },
    }),
    endpoint({
      ...shared,
      method: "delete",
      path: ONE,
      summary: "Unmarks a car.",
      params: VinParam,
      success: { status: 204 },
      handle: async ({ userId, params: { vin } }) => {
        if (!(await favorites.remove(userId, vin))) throw notMarked();
        return undefined;
      },
    }),
  ];
}

const notMarked = () => new ProblemError(404, "You have not marked this car.");
