package org.offhook.transaction;

import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.transport.Flow;

/** Two observers of the same transactions. */
record ObserverPair(TransactionObserver first, TransactionObserver second)
    implements TransactionObserver {

  @Override
  public void changed(Transaction transaction, String from, String to) {
    first.changed(transaction, from, to);
    second.changed(transaction, from, to);
  }

  @Override
  public void step(Transaction transaction, Step step) {
    first.step(transaction, step);
    second.step(transaction, step);
  }

  @Override
  public void begun(ClientTransaction transaction) {
    first.begun(transaction);
    second.begun(transaction);
  }

  @Override
  public void answered(ClientTransaction transaction, SipResponse response, Flow flow) {
    first.answered(transaction, response, flow);
    second.answered(transaction, response, flow);
  }

  @Override
  public void failed(ClientTransaction transaction, Failure failure) {
    first.failed(transaction, failure);
    second.failed(transaction, failure);
  }

  @Override
  public void unsent(SipRequest request, String reason) {
    first.unsent(request, reason);
    second.unsent(request, reason);
  }

  @Override
  public void begun(ServerTransaction transaction) {
    first.begun(transaction);
    second.begun(transaction);
  }

  @Override
  public void responded(ServerTransaction transaction, SipResponse response) {
    first.responded(transaction, response);
    second.responded(transaction, response);
  }

  @Override
  public void acknowledged(SipRequest ack, Flow flow) {
    first.acknowledged(ack, flow);
    second.acknowledged(ack, flow);
  }

  @Override
  public void ackSent(SipRequest ack) {
    first.ackSent(ack);
    second.ackSent(ack);
  }
}
