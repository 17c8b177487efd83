// The ALTCHA package's own worker: it looks for a counter whose PBKDF2 key has the wanted beginning.
import "altcha/workers/pbkdf2";
