use super::*;
use proptest::prelude::*;
use std::sync::Arc;

const MS: Duration = Duration::from_millis(1);

/// Takes a place, arrives at the server a while later, is answered a while after that.
async fn request(limiter: &Limiter, way_there: Duration, way_back: Duration) -> Instant {
    let slot = limiter.acquire().await;
    let arrived = Instant::now() + way_there;
    sleep_until(arrived + way_back).await;
    drop(slot);
    arrived
}

fn paused<F: Future>(test: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .unwrap()
        .block_on(test)
}

fn most_in_a_second(mut arrivals: Vec<Instant>) -> usize {
    arrivals.sort();
    let within =
        |from: &Instant| arrivals.iter().filter(|at| *at >= from && **at - *from <= 1000 * MS).count();
    arrivals.iter().map(within).max().unwrap_or(0)
}

async fn many(limiter: &Arc<Limiter>, requests: Vec<(u64, u64, u64)>) -> Vec<Instant> {
    let begin = Instant::now();
    let tasks: Vec<_> = requests
        .into_iter()
        .map(|(at, there, back)| {
            let limiter = Arc::clone(limiter);
            tokio::spawn(async move {
                sleep_until(begin + Duration::from_millis(at)).await;
                request(&limiter, Duration::from_millis(there), Duration::from_millis(back)).await
            })
        })
        .collect();
    let mut arrivals = Vec::new();
    for task in tasks {
        arrivals.push(task.await.unwrap());
    }
    arrivals
}

#[test]
fn ten_go_at_once_and_the_eleventh_a_second_after() {
    paused(async {
        let limiter = Arc::new(Limiter::new(10.0, &[]));
        let begin = Instant::now();
        let arrivals = many(&limiter, vec![(0, 0, 0); 11]).await;
        assert!(arrivals[..10].iter().all(|at| *at == begin));
        assert!(arrivals[10] - begin >= 1010 * MS && arrivals[10] - begin < 1020 * MS);
    });
}

#[test]
fn a_request_that_takes_long_to_arrive_frees_its_place_late() {
    paused(async {
        let limiter = Arc::new(Limiter::new(1.0, &[]));
        let begin = Instant::now();
        let arrivals = many(&limiter, vec![(0, 700, 50), (1, 0, 0)]).await;
        assert_eq!(arrivals[0] - begin, 700 * MS);
        assert!(arrivals[1] - begin >= 1760 * MS, "{:?}", arrivals[1] - begin);
    });
}

#[test]
fn who_asks_first_goes_first() {
    paused(async {
        let limiter = Arc::new(Limiter::new(2.0, &[]));
        let arrivals = many(&limiter, (0..9).map(|at| (at, 0, 3)).collect()).await;
        assert!(arrivals.is_sorted());
    });
}

#[test]
fn who_stops_waiting_holds_nobody_up() {
    paused(async {
        let limiter = Limiter::new(1.0, &[]);
        drop(limiter.acquire().await);
        let begin = Instant::now();
        assert!(tokio::time::timeout(100 * MS, limiter.acquire()).await.is_err());
        drop(limiter.acquire().await);
        assert!(Instant::now() - begin < 1020 * MS);
    });
}

#[test]
fn a_rate_below_one_is_one_request_in_more_than_a_second() {
    paused(async {
        let limiter = Arc::new(Limiter::new(0.25, &[]));
        let begin = Instant::now();
        let arrivals = many(&limiter, vec![(0, 0, 0); 3]).await;
        assert_eq!(arrivals[0], begin);
        assert!(arrivals[1] - begin >= 4000 * MS);
        assert!(arrivals[2] - arrivals[1] >= 4000 * MS);
    });
}

#[test]
fn a_fraction_of_a_request_is_not_rounded_up() {
    paused(async {
        let limiter = Arc::new(Limiter::new(2.9, &[]));
        assert_eq!(most_in_a_second(many(&limiter, vec![(0, 0, 0); 8]).await), 2);
    });
}

#[test]
fn a_rate_that_is_none_is_the_default() {
    for rate in [f64::NAN, f64::INFINITY, 0.0, -3.0] {
        assert_eq!(places_and_window(rate), places_and_window(DEFAULT_RATE), "{rate}");
    }
    assert_eq!(places_and_window(1e9).0, 10_000);
    assert!(places_and_window(1e-9).1 < Duration::from_secs(61));
}

#[test]
fn a_new_rate_holds_for_those_who_wait() {
    paused(async {
        let limiter = Arc::new(Limiter::new(1.0 / 30.0, &[]));
        drop(limiter.acquire().await);
        let begin = Instant::now();
        let waiting = tokio::spawn({
            let limiter = Arc::clone(&limiter);
            async move { drop(limiter.acquire().await) }
        });
        tokio::task::yield_now().await;
        limiter.set_rate(10.0);
        waiting.await.unwrap();
        assert!(Instant::now() - begin < 1000 * MS);
    });
}

#[test]
fn processes_that_follow_each_other_share_one_budget() {
    paused(async {
        let first = Limiter::new(10.0, &[]);
        for _ in 0..7 {
            drop(first.acquire().await);
        }
        let lost = first.acquire().await;
        sleep_until(Instant::now() + 300 * MS).await;
        let recent = first.recent();
        assert_eq!(recent.iter().filter(|age| **age == 300 * MS).count(), 7);
        assert_eq!(recent.iter().filter(|age| age.is_zero()).count(), 1);
        drop(lost);

        let begin = Instant::now();
        let next = Arc::new(Limiter::new(10.0, &recent));
        let arrivals = many(&next, vec![(0, 0, 0); 10]).await;
        let at_once = arrivals.iter().filter(|at| **at == begin).count();
        assert_eq!(at_once, 2);
        assert!(arrivals.iter().all(|at| *at == begin || *at - begin >= 700 * MS));
    });
}

#[test]
fn what_is_past_its_window_is_not_handed_on() {
    paused(async {
        let limiter = Limiter::new(10.0, &[2000 * MS, 500 * MS]);
        assert_eq!(limiter.recent(), [500 * MS]);
        sleep_until(Instant::now() + 600 * MS).await;
        assert!(limiter.recent().is_empty());
    });
}

proptest! {
    #[test]
    fn no_window_of_a_second_holds_more_than_allowed(
        rate in prop_oneof![Just(10.0), 0.3f64..12.0],
        requests in prop::collection::vec((0u64..3000, 0u64..900, 0u64..900), 1..60),
    ) {
        let arrivals = paused(async { many(&Arc::new(Limiter::new(rate, &[])), requests).await });
        prop_assert!(most_in_a_second(arrivals) <= places_and_window(rate).0);
    }
}
