package org.offhook.exosip;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.offhook.exosip.Ids.Owner;
import org.offhook.exosip.Ids.TransactionEntry;
import org.offhook.sdp.SessionDescription;

/**
 * The session descriptions of calls by did and tid, wherever they came: INVITE, answer, PRACK, ACK
 * or UPDATE. Null means that there is none, or no such dialog or transaction. Any thread.
 *
 * <pre>{@code
 * var there = SdpInfo.audioConnection(exosip.sdp().remote(event.did()));
 * }</pre>
 */
public final class SdpFunctions extends Functions {

  SdpFunctions(Exosip context, Ids ids) {
    super(context, ids);
  }

  /** What the peer of a dialog said last. */
  public @Nullable SessionDescription remote(int did) {
    return ofDialog(did, true);
  }

  /** What this side said last. */
  public @Nullable SessionDescription local(int did) {
    return ofDialog(did, false);
  }

  /** What this side said before the last change of the session. */
  public @Nullable SessionDescription previousLocal(int did) {
    return known(() -> ids.dialog(did))
        .flatMap(entry -> entry.call.previousLocalDescription())
        .orElse(null);
  }

  /** What the peer said in a transaction, or in the call where the transaction says nothing. */
  public @Nullable SessionDescription remoteFromTid(int tid) {
    return ofTransaction(tid, true);
  }

  /** What this side said in a transaction, or in the call where the transaction says nothing. */
  public @Nullable SessionDescription localFromTid(int tid) {
    return ofTransaction(tid, false);
  }

  private @Nullable SessionDescription ofDialog(int did, boolean remote) {
    return known(() -> ids.dialog(did))
        .flatMap(entry -> said(entry, remote).or(() -> said(entry.invite, remote)))
        .orElse(null);
  }

  private @Nullable SessionDescription ofTransaction(int tid, boolean remote) {
    return known(() -> ids.transaction(tid))
        .flatMap(entry -> said(entry, remote).or(() -> said(entry.owner, remote)))
        .orElse(null);
  }

  private static Optional<SessionDescription> said(@Nullable Owner owner, boolean remote) {
    if (owner instanceof Ids.CallEntry entry) {
      return remote ? entry.call.remoteDescription() : entry.call.localDescription();
    }
    return Optional.empty();
  }

  /** The peer speaks in its requests, and in the answers to ours. */
  private static Optional<SessionDescription> said(
      @Nullable TransactionEntry entry, boolean remote) {
    var message = entry == null ? null : entry.client == remote ? entry.response : entry.request;
    return message == null ? Optional.empty() : SdpInfo.descriptionIn(message);
  }
}
