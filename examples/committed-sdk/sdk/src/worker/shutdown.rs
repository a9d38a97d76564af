//! The signals by which a process is told to stop.

/// Is done when the process is told to stop: by SIGTERM or SIGINT (Ctrl-C) on
/// Unix, by Ctrl-C or the closing of the console on Windows.
///
/// From its first poll on, these signals do not end the process by themselves.
///
/// ```no_run
/// use zeebe_sdk::{Client, Error};
/// use zeebe_sdk::worker::{JobError, shutdown_signal};
/// # async fn charge() -> Result<(), JobError> { Ok(()) }
///
/// # async fn example(client: Client) -> Result<(), Error> {
/// client.worker("charge").handler(charge).run_until(shutdown_signal()).await?;
/// # Ok(())
/// # }
/// ```
pub async fn shutdown_signal() {
    if let Err(error) = told_to_stop().await {
        tracing::error!(%error, "signals cannot be heard, so none will end the worker");
        std::future::pending::<()>().await;
    }
}

#[cfg(unix)]
async fn told_to_stop() -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};

    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    Ok(())
}

#[cfg(windows)]
async fn told_to_stop() -> std::io::Result<()> {
    use tokio::signal::windows::{ctrl_c, ctrl_close, ctrl_shutdown};

    let (mut interrupt, mut close, mut shutdown) = (ctrl_c()?, ctrl_close()?, ctrl_shutdown()?);
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = close.recv() => {}
        _ = shutdown.recv() => {}
    }
    Ok(())
}
