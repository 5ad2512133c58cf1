// Placeholder until the server's OpenAPI document exists. `npm run api` replaces this file.
// eslint-disable-next-line @typescript-eslint/no-empty-object-type
export interface paths {}
// eslint-disable-next-line @typescript-eslint/no-empty-object-type
export interface components {}
