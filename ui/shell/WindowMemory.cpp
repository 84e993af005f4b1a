// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/WindowMemory.h"

#include <QSettings>
#include <QStandardPaths>

namespace drawbridge::ui {

namespace {

const QString geometryKey = QStringLiteral("window/geometry");
const QString pageKey = QStringLiteral("window/page");
const QString appearanceKey = QStringLiteral("window/appearance");
const QString dueToldKey = QStringLiteral("window/dueToldOn");
const QString systemDarkKey = QStringLiteral("window/systemDark");

QVariant read(const QString &file, const QString &key)
{
    return QSettings(file, QSettings::IniFormat).value(key);
}

void write(const QString &file, const QString &key, const QVariant &value)
{
    QSettings settings(file, QSettings::IniFormat);
    if (settings.value(key) != value)
        settings.setValue(key, value);
}

} // namespace

WindowMemory::WindowMemory(const QString &file)
    : m_file(!file.isEmpty()
                 ? file
                 : QString(QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation)
                           + QStringLiteral("/drawbridge/window.ini")))
{}

QByteArray WindowMemory::geometry() const
{
    return read(m_file, geometryKey).toByteArray();
}

void WindowMemory::setGeometry(const QByteArray &geometry)
{
    write(m_file, geometryKey, geometry);
}

QString WindowMemory::page() const
{
    return read(m_file, pageKey).toString();
}

void WindowMemory::setPage(const QString &id)
{
    write(m_file, pageKey, id);
}

Appearance WindowMemory::appearance() const
{
    const QString word = read(m_file, appearanceKey).toString();
    if (word == QLatin1StringView("light"))
        return Appearance::Light;
    if (word == QLatin1StringView("dark"))
        return Appearance::Dark;
    return Appearance::System;
}

void WindowMemory::setAppearance(Appearance appearance)
{
    QString word = QStringLiteral("system");
    if (appearance == Appearance::Light)
        word = QStringLiteral("light");
    else if (appearance == Appearance::Dark)
        word = QStringLiteral("dark");
    write(m_file, appearanceKey, word);
}

std::optional<bool> WindowMemory::wasSystemDark() const
{
    const QVariant value = read(m_file, systemDarkKey);
    return value.isValid() ? std::optional(value.toBool()) : std::nullopt;
}

QDate WindowMemory::dueToldOn() const
{
    return QDate::fromString(read(m_file, dueToldKey).toString(), Qt::ISODate);
}

void WindowMemory::setDueToldOn(const QDate &day)
{
    write(m_file, dueToldKey, day.toString(Qt::ISODate));
}

void WindowMemory::setSystemDark(bool dark)
{
    write(m_file, systemDarkKey, dark);
}

} // namespace drawbridge::ui
