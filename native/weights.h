#pragma once
// Keeps the weights of a model in the order in which our own kernels read them, and has these multiply them.
//
// llama.cpp lets a kind of memory ("extra buffer type") bring its own way to multiply what lies in it, and asks each kind
// in turn which weights it takes. Its processor library has a list of such kinds, into which ours is put, before the others.

#if defined(__x86_64__) && defined(__linux__)

#include <dlfcn.h>
#include <sys/mman.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <vector>

#include "ggml-backend-impl.h"
#include "ggml-cpu/traits.h"
#include "ggml.h"
#include "multiply.h"
#include "processor.h"

// The base classes' own code is in the processor library, which is not there yet when the addon is linked.
ggml::cpu::tensor_traits::~tensor_traits() {}
ggml::cpu::extra_buffer_type::~extra_buffer_type() {}

namespace lantern {

// The best one for weights of `type` that this processor can run; null: none.
inline const Kernel* kernelFor(ggml_type type) {
    const auto& [avx2, avxVnni, avx512, avx512Vnni] = processor();
    switch (type) {
        case GGML_TYPE_F16: return avx512 ? &F16_AVX512 : avx2 ? &F16_AVX2 : nullptr;
        case GGML_TYPE_Q8_0: return avx512Vnni ? &Q8_0_AVX512 : avxVnni ? &Q8_0_AVX_VNNI : avx2 ? &Q8_0_AVX2 : nullptr;
        case GGML_TYPE_Q4_0: return avx512Vnni ? &Q4_0_AVX512 : avxVnni ? &Q4_0_AVX_VNNI : avx2 ? &Q4_0_AVX2 : nullptr;
        default: return nullptr;
    }
}

// The memory: in pages of 2 MiB where the system has them, since looking up 4 KiB ones takes a tenth of the time of reading them.
struct WeightsMemory {
    static constexpr size_t PAGE = 2 << 20;

    static ggml_backend_buffer_t allocate(ggml_backend_buffer_type_t type, size_t size) {
        const size_t whole = std::max<size_t>(1, (size + PAGE - 1) / PAGE) * PAGE;
        void* const memory = std::aligned_alloc(PAGE, whole);
        if (memory == nullptr) return nullptr;
        madvise(memory, whole, MADV_HUGEPAGE);

        ggml_backend_buffer_i buffer = {};
        buffer.free_buffer = [](ggml_backend_buffer_t buffer) { std::free(buffer->context); };
        buffer.get_base = [](ggml_backend_buffer_t buffer) { return buffer->context; };
        buffer.set_tensor = setTensor;
        buffer.clear = [](ggml_backend_buffer_t buffer, uint8_t value) { memset(buffer->context, value, buffer->size); };
        return ggml_backend_buffer_init(type, buffer, memory, size);
    }

    static void setTensor(ggml_backend_buffer_t, ggml_tensor* tensor, const void* data, size_t offset, size_t size) {
        GGML_ASSERT(offset == 0 && size == ggml_nbytes(tensor)); // so the loader of llama.cpp does it
        kernelFor(tensor->type)->arrange(data, tensor->data, tensor->ne[1], tensor->ne[0]);
    }
};

class Weights : public ggml::cpu::extra_buffer_type, public ggml::cpu::tensor_traits {
public:
    using Barrier = void (*)(ggml_threadpool*);

    // `barrier` lets each thread of a step wait for the others.
    Weights(ggml_backend_dev_t device, Barrier barrier) : barrier(barrier) {
        type.iface.get_name = [](ggml_backend_buffer_type_t) { return "blocks of rows"; };
        type.iface.alloc_buffer = WeightsMemory::allocate;
        type.iface.get_alignment = [](ggml_backend_buffer_type_t) { return size_t(64); };
        type.device = device;
        type.context = static_cast<ggml::cpu::extra_buffer_type*>(this);
    }

    ggml_backend_buffer_type_t bufferType() { return &type; }

    bool supports_op(ggml_backend_dev_t, const ggml_tensor* op) override {
        if (op->op != GGML_OP_MUL_MAT || !isOurs(op->src[0])) return false;
        const ggml_tensor& weights = *op->src[0];
        const ggml_tensor& values = *op->src[1];
        const Kernel* const kernel = kernelFor(weights.type);
        return kernel != nullptr && ggml_is_contiguous(&weights) && ggml_is_matrix(&weights) &&
            weights.ne[1] % kernel->rows == 0 && weights.ne[0] % kernel->columns == 0 && values.type == GGML_TYPE_F32 &&
            values.nb[0] == sizeof(float) && (values.buffer == nullptr || ggml_backend_buffer_is_host(values.buffer));
    }

    ggml::cpu::tensor_traits* get_tensor_traits(const ggml_tensor* op) override {
        return op->op == GGML_OP_MUL_MAT && isOurs(op->src[0]) ? this : nullptr;
    }

    bool work_size(int, const ggml_tensor* op, size_t& size) override {
        const Kernel& kernel = *kernelFor(op->src[0]->type);
        size = kernel.prepare == nullptr ? 0 : ggml_nrows(op->src[1]) * kernel.preparedBytes(op->src[1]->ne[0]);
        return true;
    }

    // Each of `nth` threads prepares some tokens, and then takes as many neighbouring rows, an even number of blocks where it can.
    bool compute_forward(ggml_compute_params* params, ggml_tensor* op) override {
        const ggml_tensor& weights = *op->src[0];
        const ggml_tensor& values = *op->src[1];
        const Kernel& kernel = *kernelFor(weights.type);
        const size_t prepared = kernel.prepare == nullptr ? 0 : kernel.preparedBytes(values.ne[0]);
        if (kernel.prepare != nullptr) {
            for (int64_t row = params->ith; row < ggml_nrows(&values); row += params->nth)
                kernel.prepare((const float*) rowOf(values, row), (char*) params->wdata + row * prepared, values.ne[0]);
            barrier(params->threadpool);
        }
        const int blocks = weights.ne[1] / kernel.rows, pairs = (blocks + 1) / 2;
        const int share = 2 * ((pairs + params->nth - 1) / params->nth);
        const int first = std::min(blocks, share * params->ith), end = std::min(blocks, first + share);
        for (int64_t row = 0; row < ggml_nrows(&values); row += values.ne[1])
            kernel.multiply({
                weights.data, first, end,
                prepared == 0 ? rowOf(values, row) : (const char*) params->wdata + row * prepared,
                prepared == 0 ? values.nb[1] : prepared,
                (int) values.ne[1], (int) values.ne[0],
                (float*) rowOf(*op, row), op->nb[1] / sizeof(float),
            });
        return true;
    }

private:
    static char* rowOf(const ggml_tensor& tensor, int64_t row) {
        const int64_t i1 = row % tensor.ne[1], i2 = row / tensor.ne[1] % tensor.ne[2], i3 = row / tensor.ne[1] / tensor.ne[2];
        return (char*) tensor.data + i1 * tensor.nb[1] + i2 * tensor.nb[2] + i3 * tensor.nb[3];
    }

    bool isOurs(const ggml_tensor* tensor) const { return tensor->buffer != nullptr && tensor->buffer->buft == &type; }

    const Barrier barrier;
    ggml_backend_buffer_type type = {};
};

// Puts ours into the list, once, before the first model is loaded. Where that is not possible, all stays as it is.
inline void offerWeights() {
    static std::once_flag once;
    std::call_once(once, [] {
        const ggml_backend_dev_t device = ggml_backend_dev_by_type(GGML_BACKEND_DEVICE_TYPE_CPU);
        if (device == nullptr) return;
        // The list is not among what the library gives away by name, but beside it.
        void* const known = ggml_backend_reg_get_proc_address(ggml_backend_dev_backend_reg(device), "ggml_backend_set_n_threads");
        Dl_info info;
        if (known == nullptr || dladdr(known, &info) == 0) return;
        void* const library = dlopen(info.dli_fname, RTLD_NOW | RTLD_NOLOAD);
        if (library == nullptr) return;
        void* const list = dlsym(library, "_Z39ggml_backend_cpu_get_extra_buffer_typesv");
        void* const barrier = dlsym(library, "ggml_barrier");
        if (list == nullptr || barrier == nullptr) return;
        auto& types = reinterpret_cast<std::vector<ggml_backend_buffer_type_t>& (*)()>(list)();
        const auto ours = new Weights(device, reinterpret_cast<Weights::Barrier>(barrier)); // for as long as the process lives
        types.insert(types.begin(), ours->bufferType());
    });
}

} // namespace lantern

#else
namespace lantern {
inline void offerWeights() {}
} // namespace lantern
#endif
