#ifndef TAICHU_CPAGEDATTENTION_H
#define TAICHU_CPAGEDATTENTION_H

// Keys and values of a decoder in blocks that the caller owns (paged attention), in place of a state inside the graph: what a token cannot see is not computed then.
// The work is OpenVINO's own pass, which its C interface lacks; this header only makes it visible from C. No exception leaves it.

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

// Tokens in a block.
enum { CPAGED_BLOCK = 32 };

// `model` is an ov_model_t* with a stateful decoder (input_ids, attention_mask, beam_idx; output logits). Afterwards its inputs are input_ids [n], position_ids [n], max_context_len [],
// past_lens [1], subsequence_begins [2], block_indices_begins [2], block_indices [blocks], and for each layer key_cache.N and value_cache.N [blocks, …]; `logits` are the last token's alone.
// 0 when that is done; else `message` holds one line that says why not.
int cpaged_attention(void *model, char *message, size_t room);

#ifdef __cplusplus
}
#endif

#endif
