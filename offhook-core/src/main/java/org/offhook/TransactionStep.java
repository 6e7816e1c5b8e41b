package org.offhook;

import org.offhook.message.Method;
import org.offhook.transaction.ClientTransaction;
import org.offhook.transaction.Transaction;
import org.offhook.transaction.TransactionObserver;

/**
 * One step of one transaction (RFC 3261 §17): a change of its state, or something that it did by
 * itself, such as repeating or acknowledging. Told to {@link EndpointOptions.Builder#observe}, for
 * diagnosis.
 *
 * <pre>{@code
 * EndpointOptions.builder().observe(step -> log.debug("{}", step))
 * }</pre>
 *
 * @param method the request's method
 * @param client whether this side sent the request
 * @param branch the branch of its Via
 * @param what {@code Calling > Proceeding}, {@code RETRANSMITTED}, {@code ACK_SENT} …
 */
public record TransactionStep(Method method, boolean client, String branch, String what) {

  @Override
  public String toString() {
    return method + (client ? " client " : " server ") + what + " " + branch;
  }

  /** Is told each step, on the endpoint's loop: it must be quick and must not block. */
  @FunctionalInterface
  public interface Observer {

    /** A step was taken. */
    void step(TransactionStep step);
  }

  /** Feeds an observer from the transactions. */
  static TransactionObserver feeding(Observer observer) {
    return new TransactionObserver() {
      @Override
      public void changed(Transaction transaction, String from, String to) {
        observer.step(of(transaction, from.isEmpty() ? to : from + " > " + to));
      }

      @Override
      public void step(Transaction transaction, Step step) {
        observer.step(of(transaction, step.name()));
      }
    };
  }

  private static TransactionStep of(Transaction transaction, String what) {
    return new TransactionStep(
        transaction.method(), transaction instanceof ClientTransaction, transaction.branch(), what);
  }
}
