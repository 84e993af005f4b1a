// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/catalog/Catalog.h"

#include "core/catalog/KeyRecognizer.h"
#include "core/catalog/ProfileCheck.h"
#include "core/catalog/ProfileReader.h"
#include "core/catalog/Search.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QHash>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

constexpr auto builtInFolder = ":/drawbridge/catalog"_L1;
constexpr int mostFiles = 500;

/// Files that ship with the program were checked by its own tests.
enum class Depth { Shape, Everything };

Result<QByteArray> readFile(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        return Error{ErrorCode::NotFound,
                     QCoreApplication::translate("Catalog",
                                                 "The app description \"%1\" cannot be read. "
                                                 "Look whether the file is there.")
                         .arg(path),
                     file.errorString()};
    }
    if (file.size() > qint64{512} * 1024)
        return profileError(path, QStringLiteral("size"), QStringLiteral("is over 512 KiB"));
    return file.readAll();
}

Result<QStringList> filesIn(const QString &folder)
{
    const QDir dir(folder);
    QStringList paths = dir.entryList({QStringLiteral("*.json")}, QDir::Files, QDir::Name);
    if (paths.size() > mostFiles)
        return profileError(folder,
                            QStringLiteral("the folder"),
                            QStringLiteral("has too many files"));
    for (QString &path : paths)
        path = dir.filePath(path);
    return paths;
}

/// By name, ours last, whatever the order of the files.
bool comesBefore(const AppProfile &a, const AppProfile &b)
{
    const auto rank = [](const AppProfile &profile) {
        return std::pair{int(profile.kind == AppKind::Practice)
                             + 2 * int(profile.kind == AppKind::Other),
                         foldedName(profile.name)};
    };
    return rank(a) < rank(b);
}

QString nameOf(const QString &path)
{
    return path.sliced(path.lastIndexOf(u'/') + 1);
}

} // namespace

struct Catalog::State
{
    QList<AppProfile> apps;
    QHash<AppId, qsizetype> index;
    QList<DataClass> dataClasses;
    KeyRecognizer keys;

    Result<void> readApps(const QString &folder);
    Result<void> readKeys(const QString &folder);
    Result<void> readDataClassesOf(const QString &folder);
    Result<void> arrange();
    Result<void> checkEverything() const;
};

Result<void> Catalog::State::readApps(const QString &folder)
{
    TRY(paths, filesIn(folder + "/apps"_L1));
    apps.reserve(paths.size());
    for (const QString &path : paths) {
        TRY(bytes, readFile(path));
        TRY(json, readJsonObject(bytes, nameOf(path)));
        TRY(profile, readProfile(json, nameOf(path)));
        if (nameOf(path) != QString(profile.id + ".json"_L1))
            return profileError(nameOf(path),
                                QStringLiteral("id"),
                                QStringLiteral("is not the file's name"));
        apps.append(std::move(profile));
    }
    return {};
}

Result<void> Catalog::State::readKeys(const QString &folder)
{
    TRY(paths, filesIn(folder + "/keys"_L1));
    for (const QString &path : paths) {
        TRY(bytes, readFile(path));
        TRY(json, readJsonObject(bytes, nameOf(path)));
        TRY_DONE(keys.add(json, nameOf(path)));
    }
    return {};
}

Result<void> Catalog::State::readDataClassesOf(const QString &folder)
{
    const QString path = folder + "/data-classes.json"_L1;
    TRY(bytes, readFile(path));
    TRY(json, readJsonObject(bytes, nameOf(path)));
    TRY(all, readDataClasses(json, nameOf(path)));
    dataClasses = std::move(all);
    return {};
}

Result<void> Catalog::State::arrange()
{
    std::sort(apps.begin(), apps.end(), comesBefore);
    index.clear();
    for (qsizetype i = 0; i < apps.size(); ++i) {
        if (index.contains(apps[i].id))
            return profileError(apps[i].name,
                                QStringLiteral("id"),
                                QStringLiteral("is there twice"));
        index.insert(apps[i].id, i);
    }
    return {};
}

Result<void> Catalog::State::checkEverything() const
{
    TRY_DONE(keys.check());
    for (qsizetype i = 0; i < dataClasses.size(); ++i) {
        for (qsizetype j = 0; j < i; ++j) {
            if (dataClasses[i].id == dataClasses[j].id)
                return profileError(QStringLiteral("data-classes.json"),
                                    dataClasses[i].id,
                                    QStringLiteral("is there twice"));
        }
    }
    for (const AppProfile &profile : apps)
        TRY_DONE(checkProfile(profile, {dataClasses, keys}, profile.id + ".json"_L1));
    return {};
}

Catalog::Catalog()
    : m_state(std::make_shared<const State>())
{}

Catalog::Catalog(std::shared_ptr<const State> state)
    : m_state(std::move(state))
{}

Result<Catalog> Catalog::builtIn()
{
    auto state = std::make_shared<State>();
    TRY_DONE(state->readDataClassesOf(builtInFolder));
    TRY_DONE(state->readKeys(builtInFolder));
    TRY_DONE(state->readApps(builtInFolder));
    TRY_DONE(state->arrange());
    return Catalog(std::move(state));
}

Result<Catalog> Catalog::load(const QString &folder)
{
    auto state = std::make_shared<State>();
    const auto partOf = [&folder](QLatin1String part) {
        return QFile::exists(folder + part) ? folder : QString(builtInFolder);
    };
    TRY_DONE(state->readDataClassesOf(partOf("/data-classes.json"_L1)));
    TRY_DONE(state->readKeys(partOf("/keys"_L1)));
    TRY_DONE(state->readApps(folder));
    TRY_DONE(state->arrange());
    TRY_DONE(state->checkEverything());
    return Catalog(std::move(state));
}

Result<Catalog> Catalog::with(const QList<AppProfile> &imported) const
{
    auto state = std::make_shared<State>(*m_state);
    for (const AppProfile &profile : imported) {
        TRY_DONE(Catalog(state).canImport(profile));
        TRY_DONE(checkProfile(profile, {state->dataClasses, state->keys}, profile.id));
        auto next = std::make_shared<State>(*state);
        next->apps.append(profile);
        TRY_DONE(next->arrange());
        state = std::move(next);
    }
    return Catalog(std::move(state));
}

Result<void> Catalog::canImport(const AppProfile &profile) const
{
    const QString id = lookAlikeKey(profile.id);
    const QString name = lookAlikeKey(profile.name);
    for (const AppProfile &ours : m_state->apps) {
        const QStringList taken{lookAlikeKey(ours.id), lookAlikeKey(ours.name)};
        if (!taken.contains(id) && !taken.contains(name))
            continue;
        return Error{
            ErrorCode::Conflict,
            QCoreApplication::translate("Catalog",
                                        "This file calls its app \"%1\", which is too close to "
                                        "\"%2\" that Drawbridge knows. Give it another name.")
                .arg(profile.name, ours.name),
            profile.id};
    }
    return {};
}

const QList<AppProfile> &Catalog::apps() const &
{
    return m_state->apps;
}

const AppProfile *Catalog::app(const AppId &id) const &
{
    const auto found = m_state->index.constFind(id);
    return found == m_state->index.constEnd() ? nullptr : &m_state->apps[*found];
}

QList<const AppProfile *> Catalog::search(QStringView text) const &
{
    return searchApps(m_state->apps, text);
}

const QList<DataClass> &Catalog::dataClasses() const &
{
    return m_state->dataClasses;
}

const DataClass *Catalog::dataClass(QStringView id) const &
{
    const auto found = std::find_if(m_state->dataClasses.cbegin(),
                                    m_state->dataClasses.cend(),
                                    [id](const DataClass &each) { return each.id == id; });
    return found == m_state->dataClasses.cend() ? nullptr : &*found;
}

const KeyRecognizer &Catalog::keys() const &
{
    return m_state->keys;
}

const AppProfile *Catalog::otherAppOf(const SecretBytes &key, const AppProfile &profile) const &
{
    if (profile.kind == AppKind::Other)
        return nullptr;
    const std::optional<RecognizedKey> found = m_state->keys.recognize(key);
    const bool isPlain = found && found->certainty == Certainty::High && found->app != profile.id;
    return isPlain ? app(found->app) : nullptr;
}

} // namespace drawbridge
