package org.offhook.exosip;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.offhook.Answerable;
import org.offhook.Draft;
import org.offhook.OutgoingOptions;
import org.offhook.Pending;
import org.offhook.message.Method;
import org.offhook.message.NameAddr;
import org.offhook.message.Status;
import org.offhook.message.Uri;

/** What the groups of functions share: the ids, what was built, and the answers to requests. */
abstract class Functions {

  final Exosip context;
  final Ids ids;

  Functions(Exosip context, Ids ids) {
    this.context = context;
    this.ids = ids;
  }

  /** What messages were built from, as long as there is the message and it was not sent. */
  static class Built<T> {
    private final Map<OsipMessage, T> known = Collections.synchronizedMap(new WeakHashMap<>());

    final OsipMessage keep(OsipMessage message, T from) {
      known.put(message, from);
      return message;
    }

    final T take(OsipMessage message) {
      return OsipError.BADPARAMETER.unlessNull(
          known.remove(message), "the message was not built for this, or it was sent already");
    }
  }

  /** Requests that were built; sending one gives an R. */
  static final class Drafts<R> extends Built<Draft<? extends R>> {

    OsipMessage keep(Draft<? extends R> draft) {
      return keep(OsipMessage.of(draft.request()), draft);
    }

    /** Keeps what the core builds now, and refuses where it builds nothing. */
    <D extends R> OsipMessage keep(Pending<Optional<Draft<D>>> draft, String absent) {
      return keep(awaited(draft, OsipError.WRONG_STATE, absent));
    }

    /** Sends a request as the application edited it, once. */
    R send(OsipMessage message) {
      var draft = take(message);
      return OsipError.SYNTAXERROR.unless(
          () -> draft.edit(before -> message.toRequest().toBuilder()).send());
    }
  }

  /** The options of a request with the route that was given for it, in the way of option 27. */
  final <T extends OutgoingOptions<T>> T routed(T request, @Nullable String route) {
    if (route == null || route.isEmpty()) {
      return request;
    }
    var hop = uri(route, "route");
    return context.options.keepsRoute
        ? request.header("Route", "<" + hop + ">")
        : request.nextHop(hop.toString());
  }

  static Uri uri(String text, String what) {
    OsipError.BADPARAMETER.when(text.isBlank(), what + " is empty");
    boolean within = text.indexOf('<') >= 0;
    return OsipError.SYNTAXERROR.unless(
        () -> within ? NameAddr.parse(text).uri() : Uri.parse(text.strip()));
  }

  static Method method(String name) {
    return OsipError.BADPARAMETER.unless(() -> Method.of(name));
  }

  static NameAddr address(String text) {
    return OsipError.SYNTAXERROR.unless(() -> NameAddr.parse(text));
  }

  static String given(String text, String what) {
    OsipError.BADPARAMETER.when(text.isEmpty(), what + " is empty");
    return text;
  }

  /** What the core says, which refuses with this error where it says nothing. */
  static <T> T awaited(Pending<Optional<T>> answer, OsipError error, String absent) {
    return NetworkFunctions.await(answer).orElseThrow(() -> error.exception(absent));
  }

  /** What an id stands for, after all that happened so far. */
  final <T> T find(int id, String kind, IntFunction<Optional<T>> known) {
    OsipError.BADPARAMETER.when(id <= 0, "the id " + id + " is none");
    return known(() -> known.apply(id))
        .orElseThrow(() -> OsipError.NOTFOUND.exception("there is no " + kind + " " + id));
  }

  /** What is known after all that happened so far. */
  final <T> Optional<T> known(Supplier<Optional<T>> question) {
    context.catchUp();
    return context.locked(question);
  }

  // --- answering ---

  /** What can answer the request of a peer. */
  final <H extends Answerable> H waiting(int tid, Class<H> kind) {
    var entry =
        find(
            tid,
            "request to answer,",
            id ->
                ids.transaction(id)
                    .filter(one -> !one.client)
                    .filter(one -> one.handle == null || kind.isInstance(one.handle)));
    var handle = entry.handle;
    if (handle == null || handle.isAnswered()) {
      throw OsipError.WRONG_STATE.exception("request " + tid + " is answered already");
    }
    return kind.cast(handle);
  }

  static OsipMessage prepared(Status status, Answerable waiting) {
    var answer = awaited(waiting.prepare(status), OsipError.WRONG_STATE, "it is answered, or over");
    return OsipMessage.of(answer);
  }

  /** The status of an answer that was written, or is asked for. */
  static Status status(int status, @Nullable OsipMessage answer, int least) {
    int code = answer == null ? status : answer.statusCode();
    OsipError.BADPARAMETER.when(
        code < least || code > 699, "status " + code + " is no answer; use " + least + " to 699");
    return Status.of(code);
  }

  static void checkWritten(boolean isEnough) {
    OsipError.BADPARAMETER.when(!isEnough, "build the answer: a default would say too little");
  }

  /** Answers as it is written. */
  static void respond(Answerable waiting, OsipMessage answer) {
    var response = answer.toResponse();
    try {
      waiting.respond(response);
    } catch (IllegalArgumentException e) {
      throw OsipError.BADPARAMETER.because(e);
    }
  }
}
