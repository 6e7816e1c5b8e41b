package org.offhook.exosip;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.offhook.Call;
import org.offhook.CallOptions;
import org.offhook.Draft;
import org.offhook.HeaderRow;
import org.offhook.IncomingCall;
import org.offhook.OutgoingCall;
import org.offhook.ReferOptions;
import org.offhook.exosip.Ids.DialogEntry;
import org.offhook.exosip.Ids.TransactionEntry;
import org.offhook.message.CSeq;
import org.offhook.message.HeaderName;
import org.offhook.message.Method;
import org.offhook.message.Replaces;

/**
 * Calls: the functions {@code eXosip_call_*}. An example is at {@link Exosip}.
 *
 * <p>Any thread; what is refused is refused by an {@link OsipException} at once.
 */
public final class CallFunctions extends Functions {

  private final Map<OsipMessage, Draft<OutgoingCall>> drafts = memory();
  private final Map<OsipMessage, Draft<?>> requests = memory();

  CallFunctions(Exosip context, Ids ids) {
    super(context, ids);
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

  /**
   * Calls.
   *
   * @return the cid
   * @throws OsipException BADPARAMETER if it was not built by {@link #buildInitialInvite}, or was
   *     sent already; SYNTAXERROR if it is no INVITE any more
   */
  public int sendInitialInvite(OsipMessage invite) {
    var whole = edited(taken(drafts, invite), invite);
    return locked(
        () -> {
          var entry = ids.newCall();
          var request = whole.request();
          ids.leg(entry, request.callId(), request.from().tag().orElse(""));
          ids.handle(entry, whole.send());
          return entry.cid;
        });
  }

  // --- acknowledging ---

  /**
   * Builds the ACK for a 2xx. It is sent by itself, too, where the INVITE had an offer, unless
   * {@link Quirks#acknowledgeByHand} says otherwise.
   *
   * @param tid the INVITE's, or the did
   * @throws OsipException NOTFOUND before the 2xx
   */
  public OsipMessage buildAck(int tid) {
    var ack = ofInvite(tid).prepareAcknowledgement();
    return OsipMessage.of(awaited(ack, OsipError.NOTFOUND, "the INVITE has no 2xx"));
  }

  /**
   * Acknowledges a 2xx: with an answer in it where the peer made the offer. No effect where the
   * core has done it.
   *
   * @param ack null: the default
   */
  public void sendAck(int tid, @Nullable OsipMessage ack) {
    var call = ofInvite(tid);
    if (ack == null) {
      call.acknowledge();
      return;
    }
    try {
      call.acknowledge(ack.toRequest());
    } catch (IllegalArgumentException e) {
      throw OsipError.BADPARAMETER.because(e);
    }
  }

  /**
   * Builds the PRACK for a reliable provisional answer (RFC 3262), which is sent by itself unless
   * {@link Quirks#prackByHand} says otherwise.
   *
   * @param tid the INVITE's
   * @param response the answer; null: the last one
   * @throws OsipException WRONG_FORMAT without RSeq, WRONG_STATE if it waits for none
   */
  public OsipMessage buildPrack(int tid, @Nullable OsipMessage response) {
    var last = invite(tid).response;
    var answer = response != null ? response.toResponse() : last;
    if (answer == null || answer.headers().get(HeaderName.RSEQ).isEmpty()) {
      throw OsipError.WRONG_FORMAT.exception("the answer has no RSeq");
    }
    if (!(ofInvite(tid) instanceof OutgoingCall call)) {
      throw OsipError.WRONG_STATE.exception("PRACK is the caller's");
    }
    return built(
        awaited(call.preparePrack(answer), OsipError.WRONG_STATE, "no PRACK is wanted for it"));
  }

  /** Sends what {@link #buildPrack} built. */
  public void sendPrack(int tid, OsipMessage prack) {
    invite(tid);
    edited(taken(requests, prack), prack).send();
  }

  private Call ofInvite(int id) {
    var call = invite(id).call;
    if (call == null || call.call == null) {
      throw OsipError.NOTFOUND.exception("there is no call of transaction " + id);
    }
    return call.call;
  }

  private TransactionEntry invite(int id) {
    checkId(id);
    var known =
        locked(
            () ->
                ids.transaction(id)
                    .or(() -> ids.dialog(id).flatMap(one -> Optional.ofNullable(one.call().invite)))
                    .orElse(null));
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
    var wanted = Exosip.method(method);
    var like =
        wanted.equals(Method.INVITE)
            ? Method.UPDATE
            : wanted.equals(Method.BYE) ? Method.INFO : wanted;
    var message = built(prepared(callOf(dialog(did)), like));
    if (!like.equals(wanted)) {
      var number = message.toRequest().cSeq().number();
      message.method(method).setHeader("CSeq", new CSeq(number, wanted).toString());
    }
    return message;
  }

  private OsipMessage built(Draft<?> draft) {
    var message = OsipMessage.of(draft.request());
    requests.put(message, draft);
    return message;
  }

  private static Draft<?> prepared(Call call, Method method) {
    try {
      return awaited(call.prepare(method), OsipError.WRONG_STATE, "the call has no dialog now");
    } catch (IllegalArgumentException e) {
      throw OsipError.BADPARAMETER.because(e);
    }
  }

  /** Builds a REFER: the peer is asked to call somebody. */
  public OsipMessage buildRefer(int did, String referTo) {
    var refer = buildRequest(did, "REFER");
    return referTo.isEmpty() ? refer : refer.setHeader("Refer-To", referTo);
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

  /**
   * Builds a NOTIFY: a report about the peer's last REFER, which may go on after the call, or where
   * it sent none any other. It needs a body such as {@code SIP/2.0 180 Ringing}.
   *
   * @throws OsipException BADPARAMETER for UNKNOWN; WRONG_STATE before the REFER is accepted, and
   *     after the last report
   */
  public OsipMessage buildNotify(int did, SubscriptionStatus state) {
    var dialog = dialog(did);
    var refer = dialog.call().refer;
    var message =
        built(
            refer == null
                ? prepared(callOf(dialog), Method.NOTIFY)
                : awaited(
                    refer.prepareNotify(), OsipError.WRONG_STATE, "the REFER wants no report now"));
    var said = message.header("Subscription-State");
    var active = said == null ? "active;expires=180" : said;
    return message.setHeader(
        "Subscription-State",
        switch (state) {
          case ACTIVE -> active;
          case PENDING -> active.replace("active", "pending");
          case TERMINATED -> "terminated;reason=noresource";
          case UNKNOWN -> throw OsipError.BADPARAMETER.exception("a NOTIFY states something");
        });
  }

  /** Sends what {@link #buildRequest} built, or {@link #buildNotify}. */
  public void sendRequest(int did, OsipMessage request) {
    var dialog = dialog(did);
    var draft = taken(requests, request);
    var rows = Border.rows(request, draft.request());
    var description = Border.description(request);
    switch (request.method()) {
      case "INVITE" -> {
        if (description != null) {
          callOf(dialog).offer(description, rows);
        } else {
          callOf(dialog).askForOffer(rows);
        }
      }
      case "UPDATE" -> {
        if (description != null) {
          callOf(dialog).update(description, rows);
        } else {
          callOf(dialog).update(rows);
        }
      }
      case "BYE" -> callOf(dialog).hangUp(rows);
      case "REFER" -> refer(callOf(dialog), request, rows);
      default -> edited(draft, request).send();
    }
  }

  private static void refer(Call call, OsipMessage request, List<HeaderRow> rows) {
    var target = request.header("Refer-To");
    if (target == null) {
      throw OsipError.SYNTAXERROR.exception("the REFER has no Refer-To");
    }
    var options = ReferOptions.to(Exosip.uri(target, "Refer-To").toString()).keepCall();
    if ("false".equalsIgnoreCase(request.header("Refer-Sub"))) {
      options = options.unreported();
    }
    for (var row : rows) {
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
    return OsipMessage.of(prepared(waiting(tid, Object.class), wanted));
  }

  /**
   * Answers: an INVITE, the first or a later one, in several steps if need be.
   *
   * @param answer null: the default one, not for a 2xx, nor for a request other than INVITE
   * @throws OsipException as {@link #buildAnswer}; BADPARAMETER for a 2xx to INVITE or UPDATE that
   *     lacks a description, and for a provisional answer where there is none
   */
  public void sendAnswer(int tid, int status, @Nullable OsipMessage answer) {
    var wanted = Border.status(answer == null ? status : answer.statusCode(), 101);
    var handle = waiting(tid, Object.class);
    boolean invite =
        locked(() -> ids.transaction(tid)).orElseThrow().method().equals(Method.INVITE);
    if (answer == null && (wanted.isSuccess() || !invite)) {
      throw OsipError.BADPARAMETER.exception("build the answer: a default would say too little");
    }
    respond(handle, answer == null ? prepared(handle, wanted) : answer.toResponse());
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

  // --- replacing ---

  /**
   * The call that a Replaces value names (RFC 3891 §3), with the tags as its sender writes them.
   *
   * @return the cid
   * @throws OsipException NOTFOUND if there is none (answer 481), BADPARAMETER if it still rings
   *     here (481), WRONG_STATE if it is up and early-only was asked for (486), SYNTAXERROR if it
   *     cannot be read
   */
  public int findByReplaces(String replaces) {
    Replaces wanted;
    try {
      wanted = Replaces.parse(replaces);
    } catch (IllegalArgumentException e) {
      throw OsipError.SYNTAXERROR.because(e);
    }
    context.catchUp();
    var entry =
        locked(() -> ids.dialog(wanted.callId(), wanted.toTag(), wanted.fromTag()).orElse(null));
    var call = entry == null ? null : entry.call;
    if (entry == null || call == null || call.ended().isDone()) {
      throw OsipError.NOTFOUND.exception("no call is named by " + replaces);
    }
    boolean early = !call.outcome().isDone();
    if (early && call instanceof IncomingCall) {
      throw OsipError.BADPARAMETER.exception("call " + entry.cid + " rings here");
    }
    if (!early && wanted.earlyOnly()) {
      throw OsipError.WRONG_STATE.exception("call " + entry.cid + " is up");
    }
    return entry.cid;
  }

  /**
   * The Refer-To by which somebody takes this side's place in a dialog: its peer, with Replaces.
   */
  public String referTo(int did) {
    var dialog =
        awaited(callOf(dialog(did)).dialog(), OsipError.WRONG_STATE, "the call has no dialog now");
    return dialog
        .replacing()
        .orElseThrow(() -> OsipError.WRONG_STATE.exception("the peer has no SIP URI"))
        .toString();
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
    checkId(did);
    context.catchUp();
    var dialog = locked(() -> ids.dialog(did).orElse(null));
    if (dialog == null) {
      throw OsipError.NOTFOUND.exception("there is no dialog " + did);
    }
    return dialog;
  }

  private static Call callOf(DialogEntry dialog) {
    var call = dialog.call().call;
    if (call == null || call.ended().isDone()) {
      throw OsipError.WRONG_STATE.exception("the call of dialog " + dialog.did() + " is over");
    }
    return call;
  }
}
