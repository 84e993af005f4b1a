// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>
#include <QDropEvent>
#include <QMimeData>
#include <QPointer>
#include <QUrl>
#include <QWidget>

/// A file that hangs over `over` with the mouse. Like the window system, it speaks to the nearest widget that takes
/// drops at all.
class FileHanging
{
public:
    FileHanging(QWidget &over, const QString &path)
        : m_over(&over)
    {
        while (m_over && !m_over->acceptDrops())
            m_over = m_over->parentWidget();
        m_file.setUrls({QUrl::fromLocalFile(path)});
        if (!m_over)
            return;
        QDragEnterEvent entering(QPoint(5, 5),
                                 Qt::CopyAction,
                                 &m_file,
                                 Qt::LeftButton,
                                 Qt::NoModifier);
        entering.ignore();
        QCoreApplication::sendEvent(m_over, &entering);
        m_taken = entering.isAccepted();
    }

    [[nodiscard]] bool isTaken() const { return m_taken; }
    void leave()
    {
        QDragLeaveEvent leaving;
        QCoreApplication::sendEvent(m_over, &leaving);
    }
    [[nodiscard]] bool drop()
    {
        if (!m_taken)
            return false;
        QDropEvent event(QPointF(5, 5), Qt::CopyAction, &m_file, Qt::LeftButton, Qt::NoModifier);
        event.ignore();
        QCoreApplication::sendEvent(m_over, &event);
        return event.isAccepted();
    }

private:
    QPointer<QWidget> m_over;
    QMimeData m_file;
    bool m_taken = false;
};

/// Whether it was taken.
[[nodiscard]] inline bool dropFile(QWidget &over, const QString &path)
{
    return FileHanging(over, path).drop();
}
