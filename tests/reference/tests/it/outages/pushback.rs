//! A gateway that pushes back thousands of times.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use tokio::time::{sleep, timeout};
use tonic::Code;
use zeebe_mock_gateway::{JobSettings, Load, Recording, Reply, Rpc};
use zeebe_sdk::Client;
use zeebe_sdk::worker::{WorkerHandle, WorkerState, Workers};

use super::{CREATE, POLL, idle};
use crate::filled::Filled;
use crate::smallest::{Special, call};
use crate::stage::{LONG, Stage, gateway};
use crate::worker::{hasty, until};

fn busy() -> Reply {
    Reply::status(Code::ResourceExhausted, "busy")
}

#[tokio::test]
async fn ten_thousand_pushbacks_do_not_stop_a_worker() {
    let gateway = gateway().journal(Recording::Off).reply(POLL, busy().times(10_000));
    let stage = Stage::open(gateway).await;
    let types: Vec<_> = (0..50).map(|number| format!("type-{number}")).collect();
    let workers = types.iter().fold(Workers::new(), |workers, job_type| {
        stage.gateway.add_jobs(&JobSettings::new(job_type, 3));
        workers.add(hasty(stage.client.worker(job_type)).handler(idle))
    });
    let workers = workers.start().unwrap();
    let sum = |count: fn(&WorkerHandle) -> u64| workers.iter().map(count).sum::<u64>();
    let begin = Instant::now();
    while sum(|worker| worker.stats().completed) < 150 {
        assert!(begin.elapsed() < 3 * LONG, "{}", sum(|worker| worker.stats().polls_failed));
        sleep(Duration::from_millis(5)).await;
    }
    assert_eq!(sum(|worker| worker.stats().polls_failed), 10_000);
    for worker in workers {
        assert_eq!(worker.state(), WorkerState::Running);
        worker.shutdown().await;
    }
}

/// At default settings, with three hundred callers and twenty workers that all
/// want something at once.
#[tokio::test]
async fn a_gateway_that_pushes_everything_back_is_not_flooded() {
    let started = Filled::reply_of(CREATE).script();
    let gateway = gateway().journal(Recording::Off).always(CREATE, started);
    let gateway = gateway.start().await.unwrap();
    let everything = [CREATE, POLL];
    gateway.set_load(&everything, Some(Load::push_back(1.0)));
    let client = Client::connect(gateway.address()).unwrap();
    let workers = (0..20).fold(Workers::new(), |workers, number| {
        let job_type = format!("type-{number}");
        gateway.add_jobs(&JobSettings::new(&job_type, 1));
        workers.add(client.worker(job_type).handler(idle))
    });
    let workers = workers.start().unwrap();
    let done = Arc::new(AtomicUsize::new(0));
    for _ in 0..300 {
        let (client, done) = (client.clone(), Arc::clone(&done));
        tokio::spawn(async move {
            call(&client, CREATE, Special::timeout(6 * LONG)).await.unwrap();
            done.fetch_add(1, Ordering::Relaxed);
        });
    }
    sleep(Duration::from_secs(2)).await;
    let (calls, polls) = (gateway.journal().counts(CREATE), gateway.journal().counts(POLL));
    assert_eq!((calls.ok, polls.ok, done.load(Ordering::Relaxed)), (0, 0, 0));
    // Three hundred at once, and then as many as a few that pause can send.
    assert!((300..3_000).contains(&calls.arrived), "{calls:?}");
    // 50 + 80 + 128 + 205 + 328 + 524 + 839 ms, less a tenth, of each worker.
    assert!((20..=20 * 8).contains(&polls.arrived), "{polls:?}");

    gateway.set_load(&everything, None);
    until("all calls", || done.load(Ordering::Relaxed) == 300).await;
    until("all jobs", || workers.iter().all(|worker| worker.stats().completed == 1)).await;
    for worker in workers {
        worker.shutdown().await;
    }
}

/// However busy the gateway is, it takes one call in ten and no other: none is
/// lost, and nobody is overtaken for ever.
#[tokio::test]
async fn nine_in_ten_are_pushed_back_and_none_is_lost() {
    const CALLERS: usize = 30;
    const CALLS: usize = 120;
    let rpc = Rpc::Topology;
    let stage = Stage::open(gateway().journal(Recording::Off)).await;
    stage.gateway.set_load(&[rpc], Some(Load::push_back(0.9)));
    let (come, done) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let callers = (0..CALLERS).map(|_| {
        let (client, come, done) = (stage.client.clone(), Arc::clone(&come), Arc::clone(&done));
        tokio::spawn(async move {
            let mut served_meanwhile = Vec::new();
            while come.fetch_add(1, Ordering::Relaxed) < CALLS {
                let before = done.load(Ordering::Relaxed);
                call(&client, rpc, Special::timeout(6 * LONG)).await.unwrap();
                served_meanwhile.push(done.fetch_add(1, Ordering::Relaxed) - before);
            }
            served_meanwhile
        })
    });
    let mut served_meanwhile = Vec::new();
    for caller in callers.collect::<Vec<_>>() {
        served_meanwhile.extend(timeout(6 * LONG, caller).await.unwrap().unwrap());
    }
    let counts = stage.gateway.journal().counts(rpc);
    assert_eq!((counts.ok, served_meanwhile.len()), (120, CALLS));
    // Nine failures for each success, give or take what chance allows.
    assert!((600..1_800).contains(&counts.failed), "{counts:?}");
    // In a line, each of the others is served once while one waits.
    served_meanwhile.sort_unstable();
    assert!(served_meanwhile[CALLS * 9 / 10] < 2 * CALLERS, "{served_meanwhile:?}");
    assert!(served_meanwhile[CALLS - 1] < 3 * CALLERS, "{served_meanwhile:?}");
    let after = stage.client.backpressure();
    assert_eq!((after.in_flight, after.waiting), (0, 0));
}
