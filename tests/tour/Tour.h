// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractButton>
#include <QLineEdit>
#include <QString>
#include <QStringList>
#include <QWidget>

#include <functional>

namespace drawbridge {

/// Drives a window as its owner would: by what stands on the buttons, with mouse and keyboard events; takes a
/// picture where told. The first thing that is not as expected ends the tour with a sentence.
class Tour
{
public:
    Tour(QWidget &window, QString folder);

    void click(const QString &words);
    /// Presses it as often as there is one: on notices that lie over what a picture is to show.
    void clickAll(const QString &words);
    /// Types into the field that assistive tools call by this name.
    void type(const QString &field, const QString &text);
    /// With the arrow keys, as a letter typed into a list looks for an item and may find none.
    void choose(const QString &list, const QString &item);
    /// Ctrl+A and Ctrl+V in it.
    void paste(const QString &field, const QString &text);
    void waitFor(const QString &what, const std::function<bool()> &condition, int ms = 20000);
    void waitForText(const QString &words);
    [[nodiscard]] bool shows(const QString &words) const;
    void picture(const QString &name, const QString &caption);
    void press(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier);

    /// By the window's own event loop, as a click would.
    void act(std::function<void()> work);

    void writeIndex() const;
    /// Beside the pictures.
    void write(const QString &name, const QByteArray &content) const;

private:
    [[nodiscard]] QAbstractButton *button(const QString &words) const;
    [[nodiscard]] QWidget *field(const QString &name) const;

    QWidget &m_window;
    QString m_folder;
    QList<std::pair<QString, QString>> m_pictures;
};

/// Ends the program with a sentence on standard error.
[[noreturn]] void fail(const QString &sentence);

} // namespace drawbridge
