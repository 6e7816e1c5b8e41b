package org.offhook.exosip;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;
import org.offhook.Call;
import org.offhook.CallOptions;
import org.offhook.Draft;
import org.offhook.HeaderRow;
import org.offhook.IncomingCall;
import org.offhook.IncomingOffer;
import org.offhook.IncomingRefer;
import org.offhook.IncomingRequest;
import org.offhook.OutgoingCall;
import org.offhook.ReferOptions;
import org.offhook.exosip.Ids.CallEntry;
import org.offhook.exosip.Ids.DialogEntry;
import org.offhook.exosip.Ids.TransactionEntry;
import org.offhook.message.CSeq;
import org.offhook.message.HeaderName;
import org.offhook.message.Method;
import org.offhook.message.NameAddr;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.message.Status;

/**
 * Calls: the functions {@code eXosip_call_*}. An example is at {@link Exosip}.
 *
 * <p>Any thread; what is refused is refused by an {@link OsipException} at once.
 */
public final class CallFunctions {

  private final Exosip context;
  private final Ids ids;
  private final Map<OsipMessage, Draft<OutgoingCall>> drafts =
      Collections.synchronizedMap(new WeakHashMap<>());
  private final Map<OsipMessage, Draft<?>> requests =
      Collections.synchronizedMap(new WeakHashMap<>());

  CallFunctions(Exosip context, Ids ids) {
    this.context = context;
    this.ids = ids;
  }

  // --- placing calls ---

  /**
   * Builds the INVITE of a new call. Header fields in the target's URI become header fields.
   *
   * @param route where to send it, whatever the target says; null: as the target says
   * @param subject null: none
   * @throws OsipException BADPARAMETER if the target is empty, SYNTAXERROR if something cannot be
   *     read, NO_NETWORK before listening
   */
  public OsipMessage buildInitialInvite(
      String to, String from, @Nullable String route, @Nullable String subject) {
    var running = context.running();
    var target = Exosip.uri(to, "to");
    var options = CallOptions.to(target);
    if (!from.isEmpty()) {
      options = options.from(address(from));
    }
    if (subject != null && !subject.isEmpty()) {
      options = options.header("Subject", subject);
    }
    options = context.routed(options, route, CallOptions::nextHop, CallOptions::header);
    var draft = running.prepare(options);
    var message = OsipMessage.of(draft.request());
    drafts.put(message, draft);
    return message;
  }

  private static NameAddr address(String text) {
    try {
      return NameAddr.parse(text);
    } catch (IllegalArgumentException e) {
      throw OsipError.SYNTAXERROR.because(e);
    }
  }

  /**
   * Calls.
   *
   * @return the cid
   * @throws OsipException BADPARAMETER if it was not built by {@link #buildInitialInvite}, or was
   *     sent already; SYNTAXERROR if it is no INVITE any more
   */
  public int sendInitialInvite(OsipMessage invite) {
    var draft = drafts.remove(invite);
    if (draft == null) {
      throw OsipError.BADPARAMETER.exception(
          "this is no INVITE of buildInitialInvite, or it was sent already");
    }
    var whole = edited(draft, invite);
    context.guard().lock();
    try {
      var entry = ids.newCall();
      var request = whole.request();
      ids.leg(entry, request.callId(), request.from().tag().orElse(""));
      ids.handle(entry, whole.send());
      return entry.cid;
    } finally {
      context.guard().unlock();
    }
  }

  static <R> Draft<R> edited(Draft<R> draft, OsipMessage message) {
    try {
      return draft.edit(before -> message.toRequest().toBuilder());
    } catch (IllegalArgumentException e) {
      throw OsipError.SYNTAXERROR.because(e);
    }
  }

  // --- acknowledging ---

  /**
   * Builds the ACK for a 2xx; it is sent by itself, too, where the INVITE had an offer.
   *
   * @param tid the INVITE's, or the did
   */
  public OsipMessage buildAck(int tid) {
    var invite = invite(tid);
    var response = invite.response;
    if (response == null) {
      throw OsipError.NOTFOUND.exception("the INVITE has no answer yet");
    }
    var request = invite.request;
    var target = response.headers().get(HeaderName.CONTACT).map(contact -> contact.uri());
    var ack =
        SipRequest.builder(Method.ACK, target.orElse(request.requestUri()))
            .set(HeaderName.FROM, request.from())
            .set(HeaderName.TO, response.to())
            .set(HeaderName.CALL_ID, request.callId())
            .set(HeaderName.CSEQ, new CSeq(request.cSeq().number(), Method.ACK));
    return OsipMessage.of(ack.build());
  }

  /**
   * Acknowledges a 2xx: with an answer in it where the peer made the offer. No effect where the
   * core has done it.
   *
   * @param ack null: the default
   */
  public void sendAck(int tid, @Nullable OsipMessage ack) {
    var call = invite(tid).call;
    if (call == null || call.call == null) {
      throw OsipError.NOTFOUND.exception("there is no call of transaction " + tid);
    }
    var rows = Border.rows(ack);
    var answer = Border.description(ack);
    var late = call.lateOffer;
    if (late != null && answer != null) {
      call.lateOffer = null;
      late.accept(answer, rows);
    } else {
      call.call.acknowledge(rows);
    }
  }

  private TransactionEntry invite(int id) {
    var known = locked(() -> ids.transaction(id).orElse(null));
    if (known == null) {
      var dialog = locked(() -> ids.dialog(id).orElse(null));
      known = dialog == null ? null : dialog.call().invite;
    }
    if (known == null) {
      throw OsipError.NOTFOUND.exception("there is no transaction " + id);
    }
    if (!known.method().equals(Method.INVITE)) {
      throw OsipError.BADPARAMETER.exception("transaction " + id + " is no INVITE");
    }
    return known;
  }

  // --- requests inside ---

  /**
   * Builds a request inside a dialog, early or confirmed: INFO, UPDATE, MESSAGE, re-INVITE …
   *
   * @throws OsipException NOTFOUND if there is no such dialog, WRONG_STATE if its call has none now
   */
  public OsipMessage buildRequest(int did, String method) {
    var call = callOf(dialog(did));
    var wanted = Exosip.method(method);
    boolean inner = wanted.equals(Method.INVITE) || wanted.equals(Method.BYE);
    var draft = prepared(call, inner ? Method.INFO : wanted);
    var request = draft.request();
    if (inner) {
      request =
          request.toBuilder()
              .method(wanted)
              .set(HeaderName.CSEQ, new CSeq(request.cSeq().number(), wanted))
              .build();
    }
    var message = OsipMessage.of(request);
    requests.put(message, draft);
    return message;
  }

  private static Draft<?> prepared(Call call, Method method) {
    try {
      return call.prepare(method)
          .await()
          .orElseThrow(
              () -> OsipError.WRONG_STATE.exception("the call has no dialog now to send it in"));
    } catch (InterruptedException e) {
      throw Exosip.interrupted();
    } catch (IllegalArgumentException e) {
      throw OsipError.BADPARAMETER.because(e);
    }
  }

  /** Builds a REFER: the peer is asked to call somebody. */
  public OsipMessage buildRefer(int did, String referTo) {
    var refer = buildRequest(did, "REFER");
    if (!referTo.isEmpty()) {
      refer.setHeader("Refer-To", referTo);
    }
    return refer;
  }

  /** Builds an INFO. */
  public OsipMessage buildInfo(int did) {
    return buildRequest(did, "INFO");
  }

  /** Builds an OPTIONS. */
  public OsipMessage buildOptions(int did) {
    return buildRequest(did, "OPTIONS");
  }

  /** Builds an UPDATE. */
  public OsipMessage buildUpdate(int did) {
    return buildRequest(did, "UPDATE");
  }

  /** Sends what {@link #buildRequest} built. */
  public void sendRequest(int did, OsipMessage request) {
    var call = callOf(dialog(did));
    var draft = requests.remove(request);
    if (draft == null) {
      throw OsipError.BADPARAMETER.exception(
          "this is no request of buildRequest, or it was sent already");
    }
    var rows = Border.rows(request);
    var description = Border.description(request);
    switch (request.method()) {
      case "INVITE" -> {
        if (description != null) {
          call.offer(description, rows);
        } else {
          call.askForOffer(rows);
        }
      }
      case "UPDATE" -> {
        if (description != null) {
          call.update(description, rows);
        } else {
          call.update(rows);
        }
      }
      case "BYE" -> call.hangUp(rows);
      case "REFER" -> refer(call, request);
      default -> edited(draft, request).send();
    }
  }

  private static void refer(Call call, OsipMessage request) {
    var target = request.header("Refer-To");
    if (target == null) {
      throw OsipError.SYNTAXERROR.exception("the REFER has no Refer-To");
    }
    var options = ReferOptions.to(Exosip.uri(target, "Refer-To").toString()).keepCall();
    if ("false".equalsIgnoreCase(request.header("Refer-Sub"))) {
      options = options.unreported();
    }
    for (var row : Border.rows(request)) {
      if (!row.name().equalsIgnoreCase("Refer-To") && !row.name().equalsIgnoreCase("Refer-Sub")) {
        options = options.header(row.name(), row.value());
      }
    }
    call.transfer(options);
  }

  // --- answering ---

  /**
   * Builds the answer to a request of the peer in a call, the INVITE included.
   *
   * @throws OsipException BADPARAMETER for a status outside 101 to 699, NOTFOUND for an unknown
   *     transaction, WRONG_STATE if it is answered
   */
  public OsipMessage buildAnswer(int tid, int status) {
    var wanted = Border.status(status, 101);
    var entry = waiting(tid);
    if (entry.handle instanceof IncomingCall call) {
      try {
        return OsipMessage.of(call.prepare(wanted).await().orElseThrow(CallFunctions::late));
      } catch (InterruptedException e) {
        throw Exosip.interrupted();
      }
    }
    return OsipMessage.of(
        entry.handle instanceof IncomingRequest request
            ? request.prepare(wanted)
            : plain(entry, SipResponse.to(entry.request, wanted).build()));
  }

  private static SipResponse plain(TransactionEntry entry, SipResponse response) {
    if (entry.told) {
      return response;
    }
    throw OsipError.NOTFOUND.exception("transaction " + entry.tid + " waits for no answer");
  }

  private static OsipException late() {
    return OsipError.WRONG_STATE.exception("the call is answered, or over");
  }

  /**
   * Answers.
   *
   * @param answer null: the default one, not for a 2xx to INVITE
   */
  public void sendAnswer(int tid, int status, @Nullable OsipMessage answer) {
    var wanted = Border.status(answer == null ? status : answer.statusCode(), 101);
    var entry = waiting(tid);
    boolean invite = entry.method().equals(Method.INVITE);
    if (answer == null && (wanted.isSuccess() || !invite)) {
      throw OsipError.BADPARAMETER.exception("build the answer: a default would say too little");
    }
    var handle = entry.handle;
    if (handle instanceof IncomingCall call) {
      answer(call, wanted, answer);
    } else if (handle instanceof IncomingRequest request) {
      request.respond(response(answer, entry));
    } else if (handle instanceof IncomingOffer offer) {
      answer(offer, status, answer);
    } else if (handle instanceof IncomingRefer refer) {
      if (wanted.isSuccess()) {
        refer.acceptWithoutCall();
      } else {
        refer.reject(wanted, Border.rows(answer));
      }
    } else {
      throw OsipError.WRONG_STATE.exception("transaction " + tid + " is answered already");
    }
  }

  private static void answer(IncomingCall call, Status wanted, @Nullable OsipMessage answer) {
    if (answer != null) {
      call.respond(answer.toResponse());
    } else if (wanted.isProvisional()) {
      call.progress(wanted);
    } else {
      call.reject(wanted);
    }
  }

  private static SipResponse response(@Nullable OsipMessage answer, TransactionEntry entry) {
    if (answer == null) {
      throw OsipError.BADPARAMETER.exception("transaction " + entry.tid + " needs an answer");
    }
    return answer.toResponse();
  }

  private static void answer(IncomingOffer offer, int status, @Nullable OsipMessage answer) {
    var wanted = Border.status(status, 101);
    if (wanted.isProvisional()) {
      throw OsipError.BADPARAMETER.exception(
          "a change of the session is answered at once: use 200 to 699");
    }
    if (!wanted.isSuccess()) {
      offer.refuse(wanted, Border.rows(answer));
      return;
    }
    var description = Border.description(answer);
    if (description == null) {
      throw OsipError.BADPARAMETER.exception("the answer has no session description");
    }
    offer.accept(description, Border.rows(answer));
  }

  private TransactionEntry waiting(int tid) {
    context.catchUp();
    if (tid <= 0) {
      throw OsipError.BADPARAMETER.exception("tid " + tid + " is none");
    }
    var entry = locked(() -> ids.transaction(tid).orElse(null));
    if (entry == null || entry.client) {
      throw OsipError.NOTFOUND.exception("there is no request " + tid + " to answer");
    }
    var response = entry.response;
    if ((response != null && response.status().isFinal()) || isAnswered(entry.handle)) {
      throw OsipError.WRONG_STATE.exception("transaction " + tid + " is answered already");
    }
    return entry;
  }

  private static boolean isAnswered(@Nullable Object handle) {
    return (handle instanceof IncomingCall call && call.isAnswered())
        || (handle instanceof IncomingRequest request && request.isAnswered())
        || (handle instanceof IncomingOffer offer && offer.isAnswered())
        || (handle instanceof IncomingRefer refer && refer.isAnswered());
  }

  // --- ending ---

  /**
   * Ends a call: by CANCEL, BYE or 603, whatever fits.
   *
   * @return 1 if a CANCEL was sent, or will be with the first provisional answer; else 0
   * @throws OsipException BADPARAMETER if both ids are none, NOTFOUND if unknown, WRONG_STATE if
   *     the call ends already
   */
  public int terminate(int cid, int did) {
    return terminate(cid, did, List.of());
  }

  /** As {@link #terminate(int, int)}, with the text of a Reason header field. */
  public int terminateWithReason(int cid, int did, @Nullable String reason) {
    return terminateWithHeader(cid, did, "Reason", reason);
  }

  /** As {@link #terminate(int, int)}, with one more header field, if it has a value. */
  public int terminateWithHeader(int cid, int did, String name, @Nullable String value) {
    var rows = new ArrayList<HeaderRow>();
    if (value != null && !value.isEmpty()) {
      try {
        rows.add(new HeaderRow(name, value));
      } catch (IllegalArgumentException e) {
        throw OsipError.SYNTAXERROR.because(e);
      }
    }
    return terminate(cid, did, rows);
  }

  private int terminate(int cid, int did, List<HeaderRow> rows) {
    if (cid <= 0 && did <= 0) {
      throw OsipError.BADPARAMETER.exception("neither cid nor did is given");
    }
    context.catchUp();
    var entry = did > 0 ? dialog(did).call() : locked(() -> ids.call(cid).orElse(null));
    if (entry == null) {
      throw OsipError.NOTFOUND.exception("there is no call " + cid);
    }
    var call = entry.call;
    if (call == null || entry.closed || call.ended().isDone()) {
      throw OsipError.WRONG_STATE.exception("call " + entry.cid + " ends already");
    }
    boolean cancels = call instanceof OutgoingCall && !call.outcome().isDone();
    entry.closed = true;
    call.hangUp(rows);
    return cancels ? 1 : 0;
  }

  // --- references ---

  /** Keeps an object with a call; its events bring it. */
  public void setReference(int id, @Nullable Object reference) {
    context.catchUp();
    var dialog = locked(() -> ids.dialog(id).orElse(null));
    var entry = dialog != null ? dialog.call() : locked(() -> ids.call(id).orElse(null));
    if (entry == null) {
      throw OsipError.NOTFOUND.exception("there is no call or dialog " + id);
    }
    entry.reference = reference;
  }

  /** The object kept with a call; null if there is none. */
  public @Nullable Object reference(int cid) {
    var entry = locked(() -> ids.call(cid).orElse(null));
    return entry == null ? null : entry.reference;
  }

  // --- looking up ---

  private DialogEntry dialog(int did) {
    if (did <= 0) {
      throw OsipError.BADPARAMETER.exception("did " + did + " is none");
    }
    context.catchUp();
    var dialog = locked(() -> ids.dialog(did).orElse(null));
    if (dialog == null) {
      throw OsipError.NOTFOUND.exception("there is no dialog " + did);
    }
    return dialog;
  }

  private static Call callOf(DialogEntry dialog) {
    CallEntry entry = dialog.call();
    var call = entry.call;
    if (call == null || call.ended().isDone()) {
      throw OsipError.WRONG_STATE.exception("the call of dialog " + dialog.did() + " is over");
    }
    return call;
  }

  private <T extends @Nullable Object> T locked(java.util.function.Supplier<T> look) {
    context.guard().lock();
    try {
      return look.get();
    } finally {
      context.guard().unlock();
    }
  }
}
