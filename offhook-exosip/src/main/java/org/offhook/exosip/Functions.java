package org.offhook.exosip;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.offhook.Draft;
import org.offhook.IncomingCall;
import org.offhook.IncomingOffer;
import org.offhook.IncomingRefer;
import org.offhook.IncomingRequest;
import org.offhook.Pending;
import org.offhook.message.NameAddr;
import org.offhook.message.SipResponse;
import org.offhook.message.Status;

/** What the groups of functions share: the ids, what was built, and the answers to requests. */
abstract class Functions {

  final Exosip context;
  final Ids ids;

  Functions(Exosip context, Ids ids) {
    this.context = context;
    this.ids = ids;
  }

  /** Remembers what a message was built from, as long as there is the message. */
  static <T> Map<OsipMessage, T> memory() {
    return Collections.synchronizedMap(new WeakHashMap<>());
  }

  /** What a message was built from, once. */
  static <T> T taken(Map<OsipMessage, T> built, OsipMessage message) {
    var known = built.remove(message);
    if (known == null) {
      throw OsipError.BADPARAMETER.exception(
          "the message was not built for this, or it was sent already");
    }
    return known;
  }

  static <R> Draft<R> edited(Draft<R> draft, OsipMessage message) {
    try {
      return draft.edit(before -> message.toRequest().toBuilder());
    } catch (IllegalArgumentException e) {
      throw OsipError.SYNTAXERROR.because(e);
    }
  }

  final <T extends @Nullable Object> T locked(Supplier<T> look) {
    return context.locked(look);
  }

  /** What the core says, which refuses with this error where it says nothing. */
  static <T> T awaited(Pending<Optional<T>> answer, OsipError error, String absent) {
    try {
      return answer.await().orElseThrow(() -> error.exception(absent));
    } catch (InterruptedException e) {
      throw Exosip.interrupted();
    }
  }

  static NameAddr address(String text) {
    try {
      return NameAddr.parse(text);
    } catch (IllegalArgumentException e) {
      throw OsipError.SYNTAXERROR.because(e);
    }
  }

  static void checkId(int id) {
    if (id <= 0) {
      throw OsipError.BADPARAMETER.exception("the id " + id + " is none");
    }
  }

  // --- answering ---

  /** What can answer the request of a peer. */
  final <H> H waiting(int tid, Class<H> kind) {
    checkId(tid);
    context.catchUp();
    var entry = locked(() -> ids.transaction(tid).orElse(null));
    if (entry == null || entry.client || (entry.handle != null && !kind.isInstance(entry.handle))) {
      throw OsipError.NOTFOUND.exception("there is no request " + tid + " to answer");
    }
    var handle = entry.handle;
    var response = entry.response;
    if (handle == null || isAnswered(handle) || (response != null && response.status().isFinal())) {
      throw OsipError.WRONG_STATE.exception("request " + tid + " is answered already");
    }
    return kind.cast(handle);
  }

  private static boolean isAnswered(Object handle) {
    return switch (handle) {
      case IncomingCall call -> call.isAnswered();
      case IncomingOffer offer -> offer.isAnswered();
      case IncomingRefer refer -> refer.isAnswered();
      case IncomingRequest request -> request.isAnswered();
      default -> false;
    };
  }

  static SipResponse prepared(Object handle, Status status) {
    return switch (handle) {
      case IncomingCall call -> unanswered(call.prepare(status));
      case IncomingOffer offer -> unanswered(offer.prepare(status));
      case IncomingRefer refer -> unanswered(refer.prepare(status));
      case IncomingRequest request -> request.prepare(status);
      default -> throw OsipError.NOTFOUND.exception("this is no request to answer");
    };
  }

  static SipResponse unanswered(Pending<Optional<SipResponse>> answer) {
    return awaited(answer, OsipError.WRONG_STATE, "it is answered, or over");
  }

  static void respond(Object handle, SipResponse response) {
    try {
      switch (handle) {
        case IncomingCall call -> call.respond(response);
        case IncomingOffer offer -> offer.respond(response);
        case IncomingRefer refer -> refer.respond(response);
        case IncomingRequest request -> request.respond(response);
        default -> throw OsipError.NOTFOUND.exception("this is no request to answer");
      }
    } catch (IllegalArgumentException e) {
      throw OsipError.BADPARAMETER.because(e);
    }
  }
}
