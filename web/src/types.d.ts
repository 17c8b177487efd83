/// <reference lib="es2023.intl" />
// The worker of the ALTCHA package, which has no types.
declare module "altcha/workers/pbkdf2";
