# Warnings, hardening and sanitizers for this project's targets, linked as mod_trakt::flags, so that consumers do not inherit
# them.
add_library(mod_trakt_flags INTERFACE)
add_library(mod_trakt::flags ALIAS mod_trakt_flags)
target_compile_options(mod_trakt_flags INTERFACE -Wall -Wextra -Wshadow -Wconversion -Wno-sign-conversion
                                                 $<$<COMPILE_LANGUAGE:CXX>:-Wnon-virtual-dtor>)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # GCC 12 reports an overlap in `"literal" + std::string` where there is none (GCC bug 105651, fixed in 13).
  target_compile_options(mod_trakt_flags INTERFACE -Wno-restrict)
endif()
if(MOD_TRAKT_WERROR)
  target_compile_options(mod_trakt_flags INTERFACE -Werror)
endif()

# In a unity build several sources are compiled as one, so these two warnings report what is correct in each source alone.
target_compile_options(
  mod_trakt_flags INTERFACE $<$<AND:$<BOOL:$<TARGET_PROPERTY:UNITY_BUILD>>,$<COMPILE_LANG_AND_ID:CXX,GNU>>:-Wno-shadow
                            -Wno-subobject-linkage>)

if(NOT MOD_TRAKT_SANITIZE)
  # With AddressSanitizer, GCC 12 loses the alignment of objects on the stack that need more than 32 bytes of it.
  target_compile_options(mod_trakt_flags INTERFACE -fstack-protector-strong)
endif()

# For the plugin and the host: libc checks the sizes of buffers. This needs optimised code. It is off under sanitizers, which
# check more and do not know the checking functions. -U comes first because some compilers define the macro themselves.
add_library(mod_trakt_fortified INTERFACE)
add_library(mod_trakt::fortified ALIAS mod_trakt_fortified)
if(NOT MOD_TRAKT_SANITIZE)
  target_compile_options(mod_trakt_fortified INTERFACE
                         "$<$<CONFIG:Release,RelWithDebInfo,MinSizeRel>:-U_FORTIFY_SOURCE;-D_FORTIFY_SOURCE=2>")
endif()

if(MOD_TRAKT_SANITIZE)
  # The C++ library checks indexes and iterators. In the plain build only test programs have these checks: a failed check ends the
  # process, which a plugin must not do to its host, and the checks cost time when JSON and rows are read.
  add_compile_definitions(_GLIBCXX_ASSERTIONS)
  add_compile_options(-fsanitize=${MOD_TRAKT_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${MOD_TRAKT_SANITIZE})
  if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang" AND MOD_TRAKT_SANITIZE MATCHES "address")
    # g++ defines this macro itself; with it, code detects AddressSanitizer under both compilers.
    add_compile_definitions(__SANITIZE_ADDRESS__=1)
  endif()
endif()

# A second build of the same sources, for example after a change of branch, takes its objects from ccache.
find_program(MOD_TRAKT_CCACHE ccache)
mark_as_advanced(MOD_TRAKT_CCACHE)
if(MOD_TRAKT_CCACHE AND PROJECT_IS_TOP_LEVEL)
  foreach(language C CXX)
    if(NOT DEFINED CMAKE_${language}_COMPILER_LAUNCHER)
      set(CMAKE_${language}_COMPILER_LAUNCHER ${MOD_TRAKT_CCACHE})
    endif()
  endforeach()
endif()
