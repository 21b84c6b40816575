# tests.cmake - every test file is a test, named by its path: ctest -R parsers/ or ctest -L lint.

# tests/LAYER/test_NAME.c -> executable test_LAYER_NAME, ctest LAYER/NAME, linked to LAYER and what lies below it.
# Those named after threads also run under TSan: label and target `threads`.
function(unit_tests)
  add_custom_target(threads)
  file(GLOB files CONFIGURE_DEPENDS tests/*/test_*.c)
  foreach(file ${files})
    get_filename_component(dir ${file} DIRECTORY)
    get_filename_component(layer ${dir} NAME)
    get_filename_component(name ${file} NAME_WE)
    string(REGEX REPLACE "^test_" "" name ${name})
    set(target test_${layer}_${name})
    add_executable(${target} ${file})
    # gcc does not know that a failed assertion of cmocka does not return.
    set_source_files_properties(${file} PROPERTIES COMPILE_OPTIONS -Wno-null-dereference)
    target_link_libraries(${target} PRIVATE ${layer} PkgConfig::cmocka)
    target_compile_definitions(${target} PRIVATE
      SOURCE_DIR="${CMAKE_SOURCE_DIR}" SHARED_DIR="${SHARED_DIR}")
    add_test(NAME ${layer}/${name} COMMAND ${target} WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
    set(labels unit ${layer})
    if(name MATCHES "pipeline|queue|jobs|thread")
      list(APPEND labels threads)
      add_dependencies(threads ${target})
    endif()
    set_tests_properties(${layer}/${name} PROPERTIES
      LABELS "${labels}" TIMEOUT 300 SKIP_RETURN_CODE 77
      ENVIRONMENT "${test_environment}")
  endforeach()
endfunction()

# tests/planted/*.c -> target plant: writes the log with planted truth that tests/e2e/prompts.sh looks for.
function(planted_log)
  file(GLOB files CONFIGURE_DEPENDS tests/planted/*.c)
  add_executable(plant ${files})
  target_link_libraries(plant PRIVATE demo)
endfunction()

# tests/e2e/NAME.sh -> ctest e2e/NAME: a shell script that runs $TOLL, some of them $PLANT; exit 77 = skipped.
function(script_tests)
  file(GLOB files CONFIGURE_DEPENDS tests/e2e/*.sh)
  if(NOT TARGET toll)
    return()
  endif()
  planted_log()
  foreach(file ${files})
    get_filename_component(name ${file} NAME_WE)
    add_test(NAME e2e/${name} COMMAND sh ${file} WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
    set_tests_properties(e2e/${name} PROPERTIES
      LABELS "golden;e2e" TIMEOUT 600 SKIP_RETURN_CODE 77
      ENVIRONMENT "TOLL=$<TARGET_FILE:toll>;PLANT=$<TARGET_FILE:plant>;SHARED=${SHARED_DIR};${test_environment}")
  endforeach()
endfunction()

# tests/lint/NAME.sh -> ctest lint/NAME: a rule about the tree, run at its top; exit 77 = skipped.
function(lint_tests)
  file(GLOB files CONFIGURE_DEPENDS tests/lint/*.sh)
  foreach(file ${files})
    get_filename_component(name ${file} NAME_WE)
    add_test(NAME lint/${name} COMMAND sh ${file} WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
    set_tests_properties(lint/${name} PROPERTIES
      LABELS lint TIMEOUT 300 SKIP_RETURN_CODE 77
      ENVIRONMENT "CC=${CMAKE_C_COMPILER};BUILD_DIR=${CMAKE_BINARY_DIR}")
  endforeach()
endfunction()

# tests/fuzz/fuzz_NAME.c -> target fuzz_NAME, linked to all layers, ctest fuzz/NAME: 20,000 runs or 40 s from the files of
# tests/fuzz/corpus/NAME, if any.
function(fuzz_tests)
  add_custom_target(fuzzers)
  file(GLOB files CONFIGURE_DEPENDS tests/fuzz/fuzz_*.c)
  foreach(file ${files})
    get_filename_component(target ${file} NAME_WE)
    string(REGEX REPLACE "^fuzz_" "" name ${target})
    set(corpus ${CMAKE_BINARY_DIR}/corpus/${name})
    file(MAKE_DIRECTORY ${corpus})
    file(GLOB seeds CONFIGURE_DEPENDS tests/fuzz/corpus/${name})
    add_executable(${target} ${file})
    add_dependencies(fuzzers ${target})
    target_link_libraries(${target} PRIVATE cli)
    target_link_options(${target} PRIVATE -fsanitize=fuzzer)
    add_test(NAME fuzz/${name}
      COMMAND ${target} -runs=20000 -max_total_time=40 -max_len=8192 -timeout=20 -print_final_stats=0 ${corpus} ${seeds})
    set_tests_properties(fuzz/${name} PROPERTIES
      LABELS fuzz TIMEOUT 900 ENVIRONMENT "${test_environment}")
  endforeach()
endfunction()
