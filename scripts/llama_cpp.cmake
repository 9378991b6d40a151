# Read by CMake right after llama-cpp-python's own project() line. Its CMakeLists switches llama.cpp's "common" library
# on in the cache; a plain variable of that name goes before the cache (policies CMP0126 and CMP0077), so that some fifty
# files that no binding uses are not compiled. libllama and ggml are the same with it and without.
set(LLAMA_BUILD_COMMON OFF)
