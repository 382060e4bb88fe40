// Products for the recurrent kernels by the vectors of this processor, on all of its cores: `MultiplyBlock` of
// lib/kernels/instance.ts.
#include <node_api.h>
#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <cstring>
#include <mutex>
#include <thread>

namespace {

// as lib/kernels/assembly/tile.ts packs them
constexpr int ROWS = 4;
constexpr int COLUMNS = 8;

typedef float Eight __attribute__((vector_size(32), aligned(4), may_alias));

// C += A B for 4 rows and one or two panels of 8 columns: C stays in vectors while k runs. Rows of C are `row` apart.
template <int PANELS>
[[gnu::always_inline]] inline void tile(int K, const float* a, const float* b, float* c, size_t row) {
  Eight sum[ROWS][PANELS];
  for (int i = 0; i < ROWS; i++)
    for (int p = 0; p < PANELS; p++) sum[i][p] = *(const Eight*)(c + i * row + p * COLUMNS);
  for (int k = 0; k < K; k++)
    for (int p = 0; p < PANELS; p++) {
      const Eight terms = *(const Eight*)(b + (p * K + k) * COLUMNS);
      for (int i = 0; i < ROWS; i++) sum[i][p] += a[k * ROWS + i] * terms;
    }
  for (int i = 0; i < ROWS; i++)
    for (int p = 0; p < PANELS; p++) *(Eight*)(c + i * row + p * COLUMNS) = sum[i][p];
}

// The same where fewer rows or columns are there: computed beside and what is there copied.
template <int PANELS>
[[gnu::always_inline]] inline void edge(int K, const float* a, const float* b, float* c, size_t row, int rows,
                                        int columns) {
  constexpr int WIDTH = PANELS * COLUMNS;
  float beside[ROWS * WIDTH] = {};
  for (int i = 0; i < rows; i++) memcpy(beside + i * WIDTH, c + i * row, columns * sizeof(float));
  tile<PANELS>(K, a, b, beside, WIDTH);
  for (int i = 0; i < rows; i++) memcpy(c + i * row, beside + i * WIDTH, columns * sizeof(float));
}

template <int PANELS>
[[gnu::always_inline]] inline void down(int K, const float* a, const float* b, float* c, size_t row, int M, int columns) {
  for (int i = 0; i < M; i += ROWS) {
    const int rows = M - i < ROWS ? M - i : ROWS;
    if (rows == ROWS && columns == PANELS * COLUMNS) tile<PANELS>(K, a + i * K, b, c + i * row, row);
    else edge<PANELS>(K, a + i * K, b, c + i * row, row, rows, columns);
  }
}

struct Product {
  const float *a, *b;
  float* c;
  size_t row;
  int M, N, K;
};

constexpr int PAIR = 2 * COLUMNS;

// The columns `from` to `to` of the product; `from` is the first of a pair of panels.
[[gnu::always_inline]] inline void across(const Product& p, int from, int to) {
  for (int j = from; j < to; j += PAIR) {
    const int columns = std::min(to - j, PAIR);
    const float* b = p.b + size_t(j) * p.K;
    if (columns > COLUMNS) down<2>(p.K, p.a, b, p.c + j, p.row, p.M, columns);
    else down<1>(p.K, p.a, b, p.c + j, p.row, p.M, columns);
  }
}

using Columns = void(const Product&, int from, int to);
void columns(const Product& p, int from, int to) { across(p, from, to); }
#ifdef __x86_64__
// The same by instructions that not every processor has.
[[gnu::target("avx2,fma")]] void columnsFused(const Product& p, int from, int to) { across(p, from, to); }
Columns* best() { return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? columnsFused : columns; }
#else
Columns* best() { return columns; }
#endif
Columns* const chosen = best();

// A thread for each further core, which takes turns of a product too. Whoever comes takes the next one: a thread that
// the system runs late, because others work on this machine as well, is not waited for.
class Crew {
 public:
  static Crew& instance() {
    static Crew* const crew = new Crew;  // its threads end with the process
    return *crew;
  }

  void multiply(const Product& p) {
    const std::unique_lock<std::mutex> alone(one, std::try_to_lock);
    if (!alone || threads == 0) return chosen(p, 0, p.N);
    const int pairs = (p.N + PAIR - 1) / PAIR;
    width = (pairs + MOST_TURNS - 1) / MOST_TURNS * PAIR;
    const uint32_t turns = (p.N + width - 1) / width;
    product = p;
    done.store(0, std::memory_order_relaxed);
    left.store((++calls << 32) | turns);
    if (sleeping.load() > 0) {
      { const std::lock_guard<std::mutex> lock(sleep); }
      wake.notify_all();
    }
    while (takeOne()) continue;
    for (int spins = 0; done.load(std::memory_order_acquire) < turns; spins++)
      if (spins < 1000) pause();
      else std::this_thread::yield();
  }

 private:
  // more would not find much to do in the products of a course
  static constexpr unsigned MOST = 8;
  // so few that taking them costs little, so many that nobody waits for long
  static constexpr int MOST_TURNS = 16;

  Crew() : threads(std::clamp(std::thread::hardware_concurrency(), 1u, MOST) - 1) {
    for (unsigned i = 0; i < threads; i++) std::thread([this] { work(); }).detach();
  }

  // The last of the turns that are left, if any is. What `left` says belongs to one call: `product` is that call's until
  // the turn is done.
  bool takeOne() {
    uint64_t seen = left.load(std::memory_order_acquire);
    while (uint32_t(seen) > 0)
      if (left.compare_exchange_weak(seen, seen - 1, std::memory_order_acq_rel)) {
        const int from = int(uint32_t(seen) - 1) * width;
        chosen(product, from, std::min(from + width, product.N));
        done.fetch_add(1, std::memory_order_release);
        return true;
      }
    return false;
  }

  void work() {
    // what a kernel does between two products takes less time than to fall asleep
    for (int idle = 0;; idle = takeOne() ? 0 : idle + 1) {
      pause();
      if (idle < 5000) continue;
      std::unique_lock<std::mutex> lock(sleep);
      sleeping++;
      wake.wait(lock, [this] { return uint32_t(left.load()) > 0; });
      sleeping--;
      idle = 0;
    }
  }

  static void pause() {
#ifdef __x86_64__
    __builtin_ia32_pause();
#else
    std::this_thread::yield();
#endif
  }

  const unsigned threads;
  std::mutex one, sleep;
  std::condition_variable wake;
  std::atomic<int> sleeping{0};
  uint64_t calls = 0;
  Product product{};
  int width = PAIR;
  // the number of the call, and of its turns that nobody has taken
  std::atomic<uint64_t> left{0};
  std::atomic<uint32_t> done{0};
};

// What is smaller is done before another core has begun.
constexpr double WORTH_SHARING = 5e5;

void multiply(const Product& p) {
  if (double(p.M) * p.N * p.K > WORTH_SHARING) return Crew::instance().multiply(p);
  chosen(p, 0, p.N);
}

napi_value multiplyBlock(napi_env env, napi_callback_info info) {
  size_t count = 8;
  napi_value args[8];
  void* memory = nullptr;
  size_t length = 0;
  uint32_t n[7];
  bool good = napi_get_cb_info(env, info, &count, args, nullptr, nullptr) == napi_ok && count == 8 &&
              napi_get_arraybuffer_info(env, args[0], &memory, &length) == napi_ok;
  for (int i = 0; good && i < 7; i++) good = napi_get_value_uint32(env, args[i + 1], &n[i]) == napi_ok;
  if (!good) {
    napi_throw_type_error(env, nullptr, "multiplyBlock: expected a memory and seven numbers");
    return nullptr;
  }
  const auto [a, b, c, row, M, N, K] = n;
  const auto whole = [](uint64_t size, int by) { return (size + by - 1) / by * by; };
  const uint64_t ends[] = {a + 4 * whole(M, ROWS) * K, b + 4 * whole(N, COLUMNS) * K,
                           c + uint64_t(row) * (M - 1) + 4 * uint64_t(N)};
  for (const uint64_t end : ends)
    if (end > length) {
      napi_throw_range_error(env, nullptr, "multiplyBlock: a factor or the product is not inside of the memory");
      return nullptr;
    }
  const auto at = [=](uint32_t offset) { return reinterpret_cast<float*>(static_cast<char*>(memory) + offset); };
  multiply({at(a), at(b), at(c), row / sizeof(float), int(M), int(N), int(K)});
  return nullptr;
}

}  // namespace

NAPI_MODULE_INIT() {
  napi_value multiply;
  if (napi_create_function(env, "multiplyBlock", NAPI_AUTO_LENGTH, multiplyBlock, nullptr, &multiply) != napi_ok)
    return nullptr;
  napi_set_named_property(env, exports, "multiplyBlock", multiply);
  return exports;
}
