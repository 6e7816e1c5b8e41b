package org.offhook.transaction;

import java.util.ArrayList;
import java.util.List;
import org.offhook.message.SipRequest;
import org.offhook.transport.Flow;

/** A server user that keeps what it gets and answers nothing by itself. */
public final class RecordingServer implements ServerUser, ServerTransactionUser {

  public final List<ServerTransaction> incoming = new ArrayList<>();
  public final List<SipRequest> acks = new ArrayList<>();
  public final List<String> told = new ArrayList<>();

  @Override
  public void incoming(ServerTransaction transaction) {
    incoming.add(transaction);
    transaction.user(this);
  }

  @Override
  public void ack(SipRequest ack, Flow flow) {
    acks.add(ack);
  }

  @Override
  public boolean cancelled(SipRequest cancel) {
    told.add("cancelled");
    return false;
  }

  @Override
  public void transportFailed(String reason) {
    told.add("transport");
  }

  @Override
  public void ackTimedOut() {
    told.add("no-ack");
  }

  @Override
  public void terminated() {
    told.add("terminated");
  }
}
