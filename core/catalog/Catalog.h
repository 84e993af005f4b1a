// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/base/SecretBytes.h"
#include "core/model/AppProfile.h"
#include "core/model/Connection.h"
#include "core/model/Flow.h"

#include <QList>
#include <QMap>
#include <QUrl>

#include <memory>

namespace drawbridge {

class KeyRecognizer;

/// The apps Drawbridge knows, the kinds of data and the key formats. Immutable and shared: copying is cheap, any
/// thread may read. Pointers into it live as long as a copy does, so that none is given out of one that is about to go.
class Catalog
{
public:
    /// Knows nothing.
    Catalog();

    /// What ships inside the program; the files were checked when it was built, so only their shape is here.
    [[nodiscard]] static Result<Catalog> builtIn();
    /// Reads `folder`/apps/*.json, and `folder`/keys/*.json and `folder`/data-classes.json where they are there
    /// (else the built-in ones). Everything is checked; the first fault refuses all: InvalidInput names the file
    /// and the place in it.
    [[nodiscard]] static Result<Catalog> load(const QString &folder);
    /// This one and more apps, each of which must pass canImport().
    [[nodiscard]] Result<Catalog> with(const QList<AppProfile> &imported) const;
    /// Conflict if the profile takes the id or the name of an app that is here already, also where the two only
    /// look alike.
    [[nodiscard]] Result<void> canImport(const AppProfile &profile) const;

    /// By name; the Practice Shop and "Other app" come last.
    [[nodiscard]] const QList<AppProfile> &apps() const &;
    void apps() const && = delete;
    /// Null if there is none.
    [[nodiscard]] const AppProfile *app(const AppId &id) const &;
    void app(const AppId &id) const && = delete;
    /// What the owner may mean by `text`, best first; everything for an empty text.
    [[nodiscard]] QList<const AppProfile *> search(QStringView text) const &;
    void search(QStringView text) const && = delete;

    [[nodiscard]] const QList<DataClass> &dataClasses() const &;
    void dataClasses() const && = delete;
    [[nodiscard]] const DataClass *dataClass(QStringView id) const &;
    void dataClass(QStringView id) const && = delete;
    [[nodiscard]] const KeyRecognizer &keys() const &;
    void keys() const && = delete;
    /// The app that this is plainly a key of, where it is not `profile`'s: to be told before it is shown to the
    /// wrong one. Null otherwise, and for "Other app", which may be one of these.
    [[nodiscard]] const AppProfile *otherAppOf(const SecretBytes &key,
                                               const AppProfile &profile) const &;
    void otherAppOf(const SecretBytes &key, const AppProfile &profile) const && = delete;

    /// Whether both are one, not whether they say the same.
    [[nodiscard]] bool operator==(const Catalog &other) const { return m_state == other.m_state; }

private:
    struct State;
    explicit Catalog(std::shared_ptr<const State> state);

    std::shared_ptr<const State> m_state;
};

} // namespace drawbridge
