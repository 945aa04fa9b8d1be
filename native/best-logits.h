#pragma once
// Draws from the few tokens that can be drawn at all, instead of from the whole vocabulary.
//
// The model scores every token (151,936 with Qwen2.5). The library copies all of them, looks each up among those that the
// repeat penalty lowers, and sorts; then the 20 best are left. But penalties only ever lower a score, so who is among
// the k best after them was among the (k + penalized) best before: that many are enough, and what is drawn is the same.

#include <algorithm>
#include <cmath>
#include <vector>

#include "llama.h"

namespace lantern {

// How many of the best scores decide what `sampler` can draw; 0: it may need all of them.
template <class Sampler>
size_t scoresThatDecide(const Sampler& sampler) {
    const bool changesAny = sampler.tokenBiasSampler != nullptr || sampler.dryRepeatPenaltySampler != nullptr ||
        sampler.grammarEvaluationState != nullptr;
    const bool greedy = sampler.greedySampler != nullptr;
    if (changesAny || (greedy && sampler.xtcSampler != nullptr)) return 0;
    if (!greedy && (sampler.topKSampler == nullptr || sampler.topKSampler_topK <= 0)) return 0;

    const size_t drawn = greedy ? 1 : sampler.topKSampler_topK;
    if (sampler.repeatPenaltySampler == nullptr) return drawn;
    const bool onlyLowers = sampler.repeatPenalty_penalty >= 1 && sampler.repeatPenalty_presencePenalty >= 0 &&
        sampler.repeatPenalty_frequencyPenalty >= 0;
    return onlyLowers ? drawn + sampler.repeatPenalty_maxTokens : 0;
}

// The `wanted` highest of `count` scores, in no order. `best` keeps its room from call to call.
inline void findBest(const float* scores, llama_token count, size_t wanted, std::vector<llama_token_data>& best) {
    constexpr llama_token BLOCK = 64; // so many are passed over with one comparison, which the compiler makes a few instructions
    const size_t room = 4 * wanted;
    best.clear();
    best.reserve(room + BLOCK);
    float least = -INFINITY; // what does not exceed it is not among the best

    const auto keepBest = [&] {
        if (best.size() <= wanted) return;
        std::nth_element(best.begin(), best.begin() + (wanted - 1), best.end(), [](const auto& a, const auto& b) {
            return a.logit > b.logit;
        });
        best.resize(wanted);
        least = best[wanted - 1].logit;
    };

    for (llama_token start = 0; start < count; start += BLOCK) {
        const llama_token end = std::min(count, start + BLOCK);
        int exceeds = 0;
        for (llama_token token = start; token < end; token++) exceeds |= scores[token] > least;
        if (!exceeds) continue;
        for (llama_token token = start; token < end; token++) {
            if (scores[token] > least) best.push_back({ token, scores[token], 0.0f });
        }
        if (best.size() >= room) keepBest();
    }
    keepBest();
}

// Whether `sampler` can do with the best of `scores`; if so, they are its candidates from now on.
template <class Sampler>
bool takeBest(Sampler& sampler, const float* scores, llama_token count, llama_token_data_array& candidates) {
    const size_t wanted = scoresThatDecide(sampler);
    if (wanted == 0 || wanted >= (size_t) count) return false;
    findBest(scores, count, wanted, sampler.tokenCandidates);
    candidates.data = sampler.tokenCandidates.data();
    candidates.size = sampler.tokenCandidates.size();
    candidates.selected = -1;
    candidates.sorted = false;
    return true;
}

} // namespace lantern
