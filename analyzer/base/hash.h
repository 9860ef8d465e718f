/* Hashes: a fast 64-bit one for tables, samples and copy keys; SHA-256 for provenance. */
#ifndef EM_BASE_HASH_H
#define EM_BASE_HASH_H

#include "em_base.h"

#include <nettle/sha2.h>

/* XXH3 64-bit with a seed: the same value on every machine. Not for secrets. */
uint64_t em_hash64(em_str bytes, uint64_t seed);

typedef struct em_sha256 {
    struct sha256_ctx context;
} em_sha256;

#define EM_SHA256_HEX_BYTES 65 /* 64 digits and NUL */

void em_sha256_init(em_sha256 *sha);
void em_sha256_update(em_sha256 *sha, em_str bytes);
void em_sha256_hex(em_sha256 *sha, char out[EM_SHA256_HEX_BYTES]); /* ends the computation */

#endif
