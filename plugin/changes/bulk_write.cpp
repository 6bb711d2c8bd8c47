#include "changes/bulk_write.hpp"

#include <algorithm>
#include <numeric>

#include "trakt/failure.hpp"

namespace mod_trakt::changes {
namespace {

struct ReducedWriter {
    json::Writer& writer;

    void head(std::string_view type, const Ids& ids) const {
        writer.member("type", type);
        writer.member("title", nullptr);
        writer.member("year", nullptr);
        writer.key("ids");
        ids.write(writer);
    }
    void in_show(const Ids& show, std::int64_t season) const {
        writer.key("show_ids");
        show.write(writer);
        writer.member("season", season);
    }
    void operator()(const MovieRef& ref) const { head("movie", ref.ids); }
    void operator()(const ShowRef& ref) const { head("show", ref.ids); }
    void operator()(const SeasonRef& ref) const { head("season", ref.ids); }
    void operator()(const EpisodeRef& ref) const { head("episode", ref.ids); }
    void operator()(const SeasonInShow& ref) const {
        head("season", {});
        in_show(ref.show, ref.season);
    }
    void operator()(const EpisodeInShow& ref) const {
        head("episode", {});
        in_show(ref.show, ref.season);
        writer.member("episode", ref.episode);
    }
};

// Names a title by its type and ids: "movie imdb:tt0137523 tmdb:550", "episode 1x02 of show tvdb:7".
struct Naming {
    static std::string named(std::string text, const Ids& ids) {
        ids.each([&](IdKey key, std::string_view value) {
            text.append(1, ' ').append(id_key_name(key)).append(1, ':').append(value);
        });
        return text;
    }
    std::string operator()(const MovieRef& ref) const { return named("movie", ref.ids); }
    std::string operator()(const ShowRef& ref) const { return named("show", ref.ids); }
    std::string operator()(const SeasonRef& ref) const { return named("season", ref.ids); }
    std::string operator()(const EpisodeRef& ref) const { return named("episode", ref.ids); }
    std::string operator()(const SeasonInShow& ref) const {
        return named("season " + std::to_string(ref.season) + " of show", ref.show);
    }
    std::string operator()(const EpisodeInShow& ref) const {
        return named("episode " + std::to_string(ref.season) + "x" + std::to_string(ref.episode) + " of show",
                     ref.show);
    }
};

// The beginning of a title, for a line of text.
std::string one_line(std::string_view title) {
    constexpr std::size_t most_bytes = 120;
    std::size_t length = std::min(title.size(), most_bytes);
    // Not in the middle of a character.
    while (length < title.size() && length > 0 && (static_cast<unsigned char>(title[length]) & 0xC0) == 0x80) --length;
    std::string text(title.substr(0, length));
    std::replace_if(
        text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }, ' ');
    return text;
}

class Sender {
public:
    Sender(const BulkWrite& write, std::span<const Piece> pieces, const Sending& to)
        : write_(write), pieces_(pieces), api_(to.api), report_(to.report), scope_(to.scope), log_(to.log) {}

    bool run() {
        std::vector<std::size_t> all(pieces_.size());
        std::iota(all.begin(), all.end(), std::size_t{0});
        const auto size = static_cast<std::size_t>(std::max(1, write_.chunk_size));
        for (std::size_t from = 0; from < all.size(); from += size) {
            const auto chunk = std::span(all).subspan(from, std::min(size, all.size() - from));
            if (!send(chunk)) return false;
            if (write_.progress != nullptr) write_.progress->advance(chunk.size());
        }
        return true;
    }

private:
    // `is_checked`: the account was seen not to have these pieces after Trakt had refused them.
    bool send(std::span<const std::size_t> chunk, bool is_checked = false) {
        if (limit_reached_) {
            give_all(chunk, {Verdict::Limit, "trakt_limit", limit_message_});
            return true;
        }
        std::vector<std::size_t> left;
        WriteTurns::Batch batch;
        if (!begin_batch(chunk, batch, left)) return false;
        chunk = left;
        if (chunk.empty()) return true;
        const std::string body = write_.body(chunk);
        const std::uint64_t handed_over = api_.handed_over();
        for (const std::size_t piece : chunk) report_.begin_sending(pieces_[piece].intent->input);
        trakt::Posted posted;
        try {
            posted = api_.post(write_.path, body, scope_);
        } catch (const Failure& failure) {
            // Nothing of this chunk was applied: it was not sent, or was refused. The failure goes into the report and
            // is not thrown, so that chunks sent before are still concluded.
            end_sending(chunk);
            end_unapplied(batch);
            report_.fail(failure.error());
            return false;
        } catch (...) {
            if (api_.handed_over() == handed_over) end_sending(chunk);
            throw;
        }
        switch (posted.state) {
            case trakt::Posted::State::Accepted:
                accept(chunk, posted.answer.body.root());
                if (write_.turns != nullptr) write_.turns->end(batch, report_);
                return true;
            case trakt::Posted::State::Refused: end_unapplied(batch); return refuse(chunk, *posted.error, is_checked);
            case trakt::Posted::State::Unsent:
                end_unapplied(batch);
                give_all(chunk, {Verdict::Deferred, hint_of(*posted.error), posted.error->message});
                break;
            case trakt::Posted::State::Unknown:
                give_all(chunk, {Verdict::Unknown, hint_of(*posted.error), posted.error->message});
                log_failure(*posted.error);
                // Trakt has answered, so it can be reached: the other chunks are still sent.
                if (posted.error->http_status != 0) return true;
                break;
        }
        report_.fail(*posted.error);
        return false;
    }

    // Takes the turn for a request. `left`: the pieces to send; the others get their verdicts. Returns false when the
    // call has to end.
    bool begin_batch(std::span<const std::size_t> chunk, WriteTurns::Batch& batch, std::vector<std::size_t>& left) {
        left.assign(chunk.begin(), chunk.end());
        if (write_.turns == nullptr) return true;
        std::vector<Piece> pieces;
        pieces.reserve(chunk.size());
        for (const std::size_t piece : chunk) pieces.push_back(pieces_[piece]);
        try {
            batch = write_.turns->begin(pieces);
        } catch (const Failure& failure) {
            report_.fail(failure.error());
            return false;
        }
        left.clear();
        for (std::size_t i = 0; i < chunk.size(); ++i) {
            if (batch.unsent[i])
                give(chunk[i], *batch.unsent[i], false);
            else
                left.push_back(chunk[i]);
        }
        return !report_.failure();
    }

    void end_unapplied(WriteTurns::Batch& batch) {
        if (write_.turns != nullptr) write_.turns->end_unapplied(batch);
    }

    void accept(std::span<const std::size_t> chunk, json::Value answer) {
        std::optional<std::vector<Finding>> read;
        if (write_.classify) read = write_.classify(answer, chunk);
        const std::vector<Finding> findings = read ? *std::move(read) : by_counts(chunk, answer);
        for (std::size_t i = 0; i < chunk.size(); ++i) {
            Finding finding = findings[i];
            if (write_.take && write_.take(chunk[i], finding))
                report_.end_sending(pieces_[chunk[i]].intent->input);
            else
                give(chunk[i], finding, finding.verdict == Verdict::NotFound);
            if (finding.verdict == Verdict::Unknown && write_.on_open)
                write_.on_open(chunk[i], {finding.doubt, std::string(finding.hint), std::string(finding.message)});
        }
    }

    std::vector<Finding> by_counts(std::span<const std::size_t> chunk, json::Value answer) const {
        std::vector<MediaRef> sent;
        for (const std::size_t piece : chunk) sent.push_back(pieces_[piece].intent->title);
        const auto held = [&](std::size_t i) { return write_.held_before(chunk[i]); };
        return classify_answer(write_.change, answer, sent, held);
    }

    // Statuses of a chunk of which one piece may be the cause, and of which nothing was applied.
    static bool may_be_one_piece(int status) noexcept {
        return status == 400 || status == 409 || status == 413 || status == 422;
    }

    // True if a refused piece may exist: Trakt says so, or it was held, by holdings that are not certain.
    bool may_exist(std::span<const std::size_t> chunk, int status) const {
        return status == 409 ||
               (may_be_one_piece(status) && write_.on_open && write_.held_before(chunk.front()) == true);
    }

    bool refuse(std::span<const std::size_t> chunk, const Error& error, bool is_checked) {
        const int status = error.http_status;
        if (may_be_one_piece(status)) {
            if (!write_.idempotent && !is_checked) return check(chunk, error);
            if (chunk.size() > 1) {
                end_sending(chunk);
                const std::size_t half = chunk.size() / 2;
                return send(chunk.first(half), is_checked) && send(chunk.subspan(half), is_checked);
            }
        }
        log_failure(error);
        if (write_.change == Change::Add && !is_checked && may_exist(chunk, status)) {
            if (!write_.on_open) {
                give_all(chunk, {Verdict::Existing, {}, error.message});
                return true;
            }
            const std::string hint = hint_of(error);
            give_all(chunk, {Verdict::Unknown, hint, error.message});
            for (const std::size_t piece : chunk) write_.on_open(piece, {Doubt::Conflict, hint, error.message});
            return true;
        }
        if (status == 420 && write_.change == Change::Add) {
            limit_reached_ = true;
            limit_message_ = error.message;
            give_all(chunk, {Verdict::Limit, "trakt_limit", error.message});
            return true;
        }
        if (trakt::ends_the_call(error.status)) {
            give_all(chunk, {Verdict::Deferred, hint_of(error), error.message});
            report_.fail(error);
            return false;
        }
        for (const std::size_t piece : chunk) reject(piece, error);
        return true;
    }

    // A refused chunk of changes that must not be sent twice. What the account has now needs no further request, what
    // it lacks is sent again, and what could not be read stays unknown.
    bool check(std::span<const std::size_t> chunk, const Error& error) {
        const bool is_conflict = error.http_status == 409;
        const std::string hint = hint_of(error);
        std::vector<std::optional<bool>> there(chunk.size());
        if (write_.are_there) there = write_.are_there(chunk);
        std::vector<std::size_t> missing;
        for (std::size_t i = 0; i < chunk.size(); ++i) {
            if (!there[i])
                give(chunk[i], {Verdict::Unknown, hint, error.message}, false);
            else if (*there[i])
                give(chunk[i], {is_conflict ? Verdict::Existing : Verdict::Added, {}, {}}, false);
            else
                missing.push_back(chunk[i]);
        }
        if (missing.size() < chunk.size()) log_failure(error);
        if (report_.failure()) {
            end_sending(missing);
            return false;
        }
        if (missing.empty()) return true;
        if (missing.size() == chunk.size()) return refuse(chunk, error, true);
        end_sending(missing);
        return send(missing, true);
    }

    void end_sending(std::span<const std::size_t> chunk) {
        for (const std::size_t piece : chunk) report_.end_sending(pieces_[piece].intent->input);
    }
    void reject(std::size_t piece, const Error& error) {
        const std::string message = error.message + ": " + name_for_people(*pieces_[piece].intent);
        give(piece, {Verdict::Rejected, hint_of(error), message}, true);
    }

    static std::string hint_of(const Error& error) {
        return error.http_status != 0 ? "http:" + std::to_string(error.http_status) : error.reason;
    }
    void give_all(std::span<const std::size_t> chunk, const Finding& finding) {
        for (const std::size_t piece : chunk) give(piece, finding, false);
    }
    // `shown`: the report shows the piece as it was sent, because Trakt refused it.
    void give(std::size_t piece, const Finding& finding, bool shown) {
        const std::size_t input = pieces_[piece].intent->input;
        if (write_.record) {
            write_.record(piece, finding);
            // An applied piece, or one that may be applied, keeps its input `unknown` until PlayFates sets the verdict.
            const bool is_applied_or_open = is_applied(finding.verdict) || finding.verdict == Verdict::Unknown;
            if (!is_applied_or_open && report_.is_sending(input)) report_.end_sending(input);
            return;
        }
        report_.set(input, finding.verdict, finding.hint, finding.message,
                    shown ? reduced_item_json(pieces_[piece].intent->title) : std::string());
    }
    void log_failure(const Error& error) const {
        log_.with(LogLevel::Warn, write_.feature, "write_failed", [&](json::Writer& fields) {
            fields.member("path", write_.path);
            fields.member("status", error.http_status);
            fields.member("reason", error.reason);
        });
    }

    const BulkWrite& write_;
    std::span<const Piece> pieces_;
    trakt::Api& api_;
    WriteReport& report_;
    const CallScope& scope_;
    const Log& log_;
    bool limit_reached_ = false;
    std::string limit_message_;
};

}  // namespace

bool send_in_chunks(const BulkWrite& write, std::span<const Piece> pieces, const Sending& to) {
    return Sender(write, pieces, to).run();
}

std::vector<PlannedRequest> plan_chunks(const BulkWrite& write, std::size_t pieces) {
    std::vector<std::size_t> all(pieces);
    std::iota(all.begin(), all.end(), std::size_t{0});
    const auto size = static_cast<std::size_t>(std::max(1, write.chunk_size));
    std::vector<PlannedRequest> plan;
    for (std::size_t from = 0; from < all.size(); from += size)
        plan.push_back(
            {"POST", write.path, write.body(std::span(all).subspan(from, std::min(size, all.size() - from)))});
    return plan;
}

std::string name_for_people(const Intent& intent) {
    std::string name;
    const std::string_view title = intent.item != nullptr ? intent.item->title.view().text() : std::string_view();
    if (!title.empty()) name.append("\"").append(one_line(title)).append("\" ");
    return name.append("(").append(std::visit(Naming{}, intent.title)).append(")");
}

std::string reduced_item_json(const MediaRef& ref) {
    std::string text;
    json::Writer writer(text);
    writer.begin_object();
    std::visit(ReducedWriter{writer}, ref);
    writer.end_object();
    return text;
}

}  // namespace mod_trakt::changes
