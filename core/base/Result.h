// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Error.h"

#include <optional>
#include <utility>
#include <variant>

namespace drawbridge {

/// A value, or the Error that explains why there is none. Asking for the wrong one ends the program.
template<typename T>
class [[nodiscard]] Result
{
public:
    using Value = T;

    Result(T value) // NOLINT(google-explicit-constructor): `return value;` is the point of the type
        : m_state(std::in_place_index<0>, std::move(value))
    {}
    Result(Error error) // NOLINT(google-explicit-constructor): so is `return error;`
        : m_state(std::in_place_index<1>, std::move(error))
    {}

    [[nodiscard]] bool isOk() const { return m_state.index() == 0; }
    explicit operator bool() const { return isOk(); }

    [[nodiscard]] const T &value() const { return std::get<0>(m_state); }
    [[nodiscard]] T &value() { return std::get<0>(m_state); }
    [[nodiscard]] T takeValue() { return std::move(std::get<0>(m_state)); }
    [[nodiscard]] const Error &error() const { return std::get<1>(m_state); }

    const T &operator*() const { return value(); }
    T &operator*() { return value(); }
    const T *operator->() const { return &value(); }
    T *operator->() { return &value(); }

private:
    std::variant<T, Error> m_state;
};

template<>
class [[nodiscard]] Result<void>
{
public:
    using Value = void;

    Result() = default;
    Result(Error error) // NOLINT(google-explicit-constructor)
        : m_error(std::move(error))
    {}

    [[nodiscard]] bool isOk() const { return !m_error.has_value(); }
    explicit operator bool() const { return isOk(); }
    [[nodiscard]] const Error &error() const { return m_error.value(); }

private:
    std::optional<Error> m_error;
};

} // namespace drawbridge

/// TRY(name, expression): binds the value to `name`, or returns the error from the enclosing function.
#define TRY(name, ...)                 \
    auto name##Result = (__VA_ARGS__); \
    if (!name##Result.isOk())          \
        return name##Result.error();   \
    auto &name = name##Result.value()

/// TRY_DONE(expression): for results whose value is void or of no interest.
#define TRY_DONE(...) TRY_DONE_NAMED(TRY_JOIN(tryResult, __COUNTER__), __VA_ARGS__)

// A name of its own for each use: one may stand in a lambda within the expression of another.
#define TRY_DONE_NAMED(name, ...)                          \
    do {                                                   \
        if (const auto name = (__VA_ARGS__); !name.isOk()) \
            return name.error();                           \
    } while (false)
#define TRY_JOIN(a, b) TRY_JOIN_AGAIN(a, b)
#define TRY_JOIN_AGAIN(a, b) a##b
