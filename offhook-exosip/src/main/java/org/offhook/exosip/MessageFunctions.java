package org.offhook.exosip;

import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;
import org.offhook.Draft;
import org.offhook.IncomingRequest;
import org.offhook.Pending;
import org.offhook.RequestOptions;
import org.offhook.RequestOutcome;
import org.offhook.exosip.Ids.TransactionEntry;
import org.offhook.message.NameAddr;

/**
 * Requests outside calls, of any method: the functions {@code eXosip_message_*} and {@code
 * eXosip_options_*}.
 *
 * <pre>{@code
 * var message = exosip.message().buildRequest("MESSAGE", "sip:bob@example.com", "sip:me@example.com", null);
 * message.contentType("text/plain").body("hello");
 * int tid = exosip.message().sendRequest(message);
 * }</pre>
 */
public final class MessageFunctions {

  private final Exosip context;
  private final Ids ids;
  private final Map<OsipMessage, Draft<Pending<RequestOutcome>>> drafts =
      Collections.synchronizedMap(new WeakHashMap<>());

  MessageFunctions(Exosip context, Ids ids) {
    this.context = context;
    this.ids = ids;
  }

  /**
   * Builds a request.
   *
   * @param route where to send it, whatever the target says; null: as the target says
   * @throws OsipException BADPARAMETER for empty texts, SYNTAXERROR if something cannot be read,
   *     NO_NETWORK before listening
   */
  public OsipMessage buildRequest(String method, String to, String from, @Nullable String route) {
    var running = context.running();
    var options = RequestOptions.of(Exosip.method(method), Exosip.uri(to, "to").toString());
    if (from.isEmpty()) {
      throw OsipError.BADPARAMETER.exception("from is empty");
    }
    try {
      options = options.from(NameAddr.parse(from));
    } catch (IllegalArgumentException e) {
      throw OsipError.SYNTAXERROR.because(e);
    }
    options = context.routed(options, route, RequestOptions::nextHop, RequestOptions::header);
    var draft = running.prepare(options);
    var message = OsipMessage.of(draft.request());
    drafts.put(message, draft);
    return message;
  }

  /** Builds an OPTIONS. */
  public OsipMessage buildOptions(String to, String from, @Nullable String route) {
    return buildRequest("OPTIONS", to, from, route);
  }

  /**
   * Sends it.
   *
   * @return the tid of its first transaction
   */
  public int sendRequest(OsipMessage request) {
    var draft = drafts.remove(request);
    if (draft == null) {
      throw OsipError.BADPARAMETER.exception(
          "this is no request of buildRequest, or it was sent already");
    }
    var whole = CallFunctions.edited(draft, request);
    context.guard().lock();
    try {
      int tid = ids.expect(whole.request());
      whole.send();
      return tid;
    } finally {
      context.guard().unlock();
    }
  }

  /** Builds an answer, 200 to 699, to a {@link EventType#MESSAGE_NEW}. */
  public OsipMessage buildAnswer(int tid, int status) {
    var wanted = Border.status(status, 200);
    return OsipMessage.of(waiting(tid).prepare(wanted));
  }

  /**
   * Answers.
   *
   * @param answer null: the default one
   */
  public void sendAnswer(int tid, int status, @Nullable OsipMessage answer) {
    var wanted = Border.status(answer == null ? status : answer.statusCode(), 200);
    var request = waiting(tid);
    if (answer == null) {
      request.respond(wanted);
    } else {
      request.respond(answer.toResponse());
    }
  }

  private IncomingRequest waiting(int tid) {
    if (tid <= 0) {
      throw OsipError.BADPARAMETER.exception("tid " + tid + " is none");
    }
    context.catchUp();
    TransactionEntry entry;
    context.guard().lock();
    try {
      entry = ids.transaction(tid).orElse(null);
    } finally {
      context.guard().unlock();
    }
    if (entry == null || !(entry.handle instanceof IncomingRequest request)) {
      throw OsipError.NOTFOUND.exception("there is no request " + tid + " to answer");
    }
    if (request.isAnswered()) {
      throw OsipError.WRONG_STATE.exception("request " + tid + " is answered already");
    }
    return request;
  }
}
