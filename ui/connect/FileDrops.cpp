// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connect/FileDrops.h"

#include "ui/kit/Icons.h"
#include "ui/kit/Painting.h"
#include "ui/kit/TextRole.h"

#include <QChildEvent>
#include <QDropEvent>
#include <QLineEdit>
#include <QMimeData>
#include <QPainter>
#include <QUrl>
#include <QWidget>

#include <utility>

namespace drawbridge::ui {

namespace {

constexpr int inset = 12;
constexpr int signSize = 28;

} // namespace

/// Lies over everything while a file hangs above it, and lets every event through.
class DropCue final : public QWidget
{
public:
    DropCue(QString words, QWidget *over)
        : QWidget(over)
        , m_words(std::move(words))
    {
        setAttribute(Qt::WA_TransparentForMouseEvents);
        setAcceptDrops(false);
        hide();
    }

    void cover()
    {
        setGeometry(parentWidget()->rect());
        raise();
        show();
    }

protected:
    void paintEvent(QPaintEvent *event) override
    {
        Q_UNUSED(event)
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const Tokens &t = tokens();
        QColor veil = t.background;
        veil.setAlphaF(0.94F);
        painter.fillRect(rect(), veil);
        const QRectF box = QRectF(rect()).adjusted(inset, inset, -inset, -inset);
        painter.setPen(QPen(t.accent, 2, Qt::DashLine));
        painter.setBrush(t.accentSoft);
        painter.drawRoundedRect(box, cardRadius, cardRadius);
        const QRectF sign(box.center().x() - signSize / 2.0,
                          box.center().y() - signSize - 8,
                          signSize,
                          signSize);
        paintIcon(painter, Icon::Download, sign, t.accent);
        painter.setFont(fontFor(TextRole::Section));
        painter.setPen(t.text1);
        painter.drawText(QRectF(box.x() + inset, sign.bottom() + 12, box.width() - 2 * inset, 60),
                         Qt::AlignHCenter | Qt::AlignTop | Qt::TextWordWrap,
                         m_words);
    }

private:
    QString m_words;
};

FileDrops::FileDrops(QWidget *onto, const QString &cue, std::function<bool()> takes)
    : QObject(onto)
    , m_onto(onto)
    , m_cue(new DropCue(cue, onto))
    , m_takes(std::move(takes))
{
    onto->setAcceptDrops(true);
    watch(onto);
}

void FileDrops::watch(QWidget *widget)
{
    widget->installEventFilter(this);
    // A field would take the file's address as its text.
    for (QLineEdit *field : widget->findChildren<QLineEdit *>())
        field->installEventFilter(this);
}

QString FileDrops::fileIn(const QDropEvent &event) const
{
    const QList<QUrl> urls = event.mimeData()->urls();
    return m_takes() && urls.size() == 1 && urls.first().isLocalFile() ? urls.first().toLocalFile()
                                                                       : QString();
}

bool FileDrops::refused(const QObject *watched, QDropEvent &event) const
{
    // A text goes to the field it hangs over.
    if (watched != m_onto)
        return false;
    event.ignore();
    return true;
}

bool FileDrops::eventFilter(QObject *watched, QEvent *event)
{
    switch (event->type()) {
    case QEvent::DragEnter:
    case QEvent::DragMove: {
        auto *drag = static_cast<QDropEvent *>(event);
        if (fileIn(*drag).isEmpty())
            return refused(watched, *drag);
        drag->setDropAction(Qt::CopyAction);
        drag->accept();
        m_cue->cover();
        return true;
    }
    case QEvent::DragLeave:
        m_cue->hide();
        return watched == m_onto;
    case QEvent::Drop: {
        m_cue->hide();
        auto *drop = static_cast<QDropEvent *>(event);
        const QString path = fileIn(*drop);
        if (path.isEmpty())
            return refused(watched, *drop);
        drop->setDropAction(Qt::CopyAction);
        drop->accept();
        Q_EMIT dropped(path);
        return true;
    }
    default:
        return QObject::eventFilter(watched, event);
    }
}

} // namespace drawbridge::ui
