# Everything every target of ours must have, in one place.
set(DRAWBRIDGE_SANITIZERS "" CACHE STRING "Comma separated -fsanitize list; the presets set it")

add_library(drawbridge_flags INTERFACE)
target_compile_features(drawbridge_flags INTERFACE cxx_std_20)
target_compile_definitions(drawbridge_flags INTERFACE
    QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII QT_NO_URL_CAST_FROM_STRING
    QT_NO_KEYWORDS QT_USE_QSTRINGBUILDER QT_NO_NARROWING_CONVERSIONS_IN_CONNECT
    QT_DISABLE_DEPRECATED_BEFORE=0x060400
    $<$<CONFIG:Debug>:_GLIBCXX_ASSERTIONS>)
target_compile_options(drawbridge_flags INTERFACE
    $<$<CXX_COMPILER_ID:GNU,Clang>:-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion
      -Wnon-virtual-dtor -Woverloaded-virtual -Wold-style-cast -Wimplicit-fallthrough
      -Wno-missing-field-initializers -fstack-protector-strong>
    $<$<CXX_COMPILER_ID:GNU>:-Wduplicated-cond -Wlogical-op -Wsuggest-override>
    $<$<CXX_COMPILER_ID:Clang>:-Wthread-safety>)
# gcc's null-dereference analysis reports inside optimised Qt headers, so it runs where nothing is inlined.
if(NOT DRAWBRIDGE_SANITIZERS)
    target_compile_options(drawbridge_flags INTERFACE
        $<$<AND:$<CONFIG:Debug>,$<CXX_COMPILER_ID:GNU>>:-Wnull-dereference>)
endif()
target_compile_options(drawbridge_flags INTERFACE
    $<$<CONFIG:RelWithDebInfo>:-U_FORTIFY_SOURCE>
    $<$<CONFIG:RelWithDebInfo>:-D_FORTIFY_SOURCE=2>)
target_link_options(drawbridge_flags INTERFACE $<$<CONFIG:RelWithDebInfo>:-Wl,-z,relro,-z,now>)
if(DRAWBRIDGE_SANITIZERS)
    # gcc warns of every fence under TSan, also of those in Boost's headers
    if(DRAWBRIDGE_SANITIZERS MATCHES "thread")
        target_compile_options(drawbridge_flags INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wno-tsan>)
    endif()
    target_compile_options(drawbridge_flags INTERFACE -fsanitize=${DRAWBRIDGE_SANITIZERS} -fno-omit-frame-pointer)
    target_link_options(drawbridge_flags INTERFACE -fsanitize=${DRAWBRIDGE_SANITIZERS})
endif()

# Two precompiled headers serve the whole tree: parsing Qt is two thirds of the compile time.
if(DRAWBRIDGE_PCH)
    foreach(kind IN ITEMS core ui)
        file(WRITE "${CMAKE_BINARY_DIR}/pch_${kind}.cpp" "")
        add_library(drawbridge_pch_${kind} OBJECT "${CMAKE_BINARY_DIR}/pch_${kind}.cpp")
        target_link_libraries(drawbridge_pch_${kind} PRIVATE drawbridge_flags)
        set_target_properties(drawbridge_pch_${kind} PROPERTIES AUTOMOC OFF)
    endforeach()
    target_link_libraries(drawbridge_pch_core PRIVATE Qt6::Core)
    target_precompile_headers(drawbridge_pch_core PRIVATE <QtCore> <memory> <optional> <string> <vector>
        <functional> <variant> <span> <map>)
    target_link_libraries(drawbridge_pch_ui PRIVATE Qt6::Widgets)
    target_precompile_headers(drawbridge_pch_ui PRIVATE <QtWidgets> <memory> <optional> <string> <vector>
        <functional> <variant> <span> <map>)
endif()

function(drawbridge_use_pch target kind)
    if(DRAWBRIDGE_PCH AND NOT kind STREQUAL "none")
        target_precompile_headers(${target} REUSE_FROM drawbridge_pch_${kind})
    endif()
endfunction()

# drawbridge_add_library(<name> [PCH core|ui|none] SOURCES ... DEPENDS ... [PRIVATE_DEPENDS ...]):
# the only way a room is made. PCH defaults to core; a room that links Widgets says ui.
function(drawbridge_add_library name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "PCH" "SOURCES;DEPENDS;PRIVATE_DEPENDS")
    if(arg_UNPARSED_ARGUMENTS)
        message(FATAL_ERROR "drawbridge_add_library(${name}): unknown arguments ${arg_UNPARSED_ARGUMENTS}")
    endif()
    if(NOT arg_PCH)
        set(arg_PCH core)
    endif()
    qt_add_library(${name} STATIC ${arg_SOURCES})
    add_library(Drawbridge::${name} ALIAS ${name})
    target_include_directories(${name} PUBLIC "${PROJECT_SOURCE_DIR}")
    target_link_libraries(${name} PUBLIC ${arg_DEPENDS} PRIVATE ${arg_PRIVATE_DEPENDS} drawbridge_flags)
    drawbridge_use_pch(${name} ${arg_PCH})
endfunction()

# drawbridge_add_tests(<room> [PCH core|ui|none] [UNITS ...] [SOURCES extra ...] DEPENDS ... [LABELS ...]
#                      [KEYRING] [TIMEOUT s]):
# one program a room from tst_<Unit>.cpp of this folder, one ctest entry <room>.<Unit> a unit, so that a crash
# loses one entry only. KEYRING runs every entry inside the throw-away gnome-keyring.
function(drawbridge_add_tests room)
    cmake_parse_arguments(PARSE_ARGV 1 arg "KEYRING" "PCH;TIMEOUT" "UNITS;SOURCES;DEPENDS;LABELS")
    if(arg_UNPARSED_ARGUMENTS)
        message(FATAL_ERROR "drawbridge_add_tests(${room}): unknown arguments ${arg_UNPARSED_ARGUMENTS}")
    endif()
    if(NOT arg_PCH)
        set(arg_PCH core)
    endif()
    if(NOT arg_TIMEOUT)
        set(arg_TIMEOUT 120)
    endif()
    set(declarations "")
    set(table "")
    set(files "")
    foreach(unit IN LISTS arg_UNITS)
        list(APPEND files tst_${unit}.cpp)
        string(APPEND declarations "std::unique_ptr<QObject> make_tst_${unit}();\n")
        string(APPEND table "    {\"${unit}\", &make_tst_${unit}},\n")
    endforeach()
    # In files, not in definitions: a path on every command line would keep ccache from knowing a copy of the tree.
    set(generated "${CMAKE_CURRENT_BINARY_DIR}/${room}_generated")
    file(CONFIGURE OUTPUT "${generated}/TestTree.h" CONTENT
"#pragma once
#define DRAWBRIDGE_SOURCE_DIR \"${PROJECT_SOURCE_DIR}\"
")
    file(CONFIGURE OUTPUT "${generated}/TestUnits.h" CONTENT
"#pragma once
#include <QObject>
#include <memory>
${declarations}
struct TestUnit { const char *name; std::unique_ptr<QObject> (*make)(); };
inline const TestUnit testUnits[] = {
${table}};
")
    qt_add_executable(tests_${room} "${PROJECT_SOURCE_DIR}/tests/support/main.cpp" ${files} ${arg_SOURCES})
    set_target_properties(tests_${room} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/tests")
    target_include_directories(tests_${room} PRIVATE "${PROJECT_SOURCE_DIR}" "${generated}")
    target_link_libraries(tests_${room} PRIVATE Qt6::Test ${arg_DEPENDS} drawbridge_flags)
    if(arg_PCH STREQUAL "ui")
        target_link_libraries(tests_${room} PRIVATE Qt6::Widgets)
        target_compile_definitions(tests_${room} PRIVATE DRAWBRIDGE_TEST_WIDGETS)
    endif()
    drawbridge_use_pch(tests_${room} ${arg_PCH})
    set(runner "")
    if(arg_KEYRING)
        set(runner "${PROJECT_SOURCE_DIR}/tests/support/with-keyring.sh")
    endif()
    foreach(unit IN LISTS arg_UNITS)
        add_test(NAME ${room}.${unit} COMMAND ${runner} $<TARGET_FILE:tests_${room}> ${unit})
        set_tests_properties(${room}.${unit} PROPERTIES LABELS "unit;${arg_LABELS}" TIMEOUT ${arg_TIMEOUT})
    endforeach()
endfunction()
