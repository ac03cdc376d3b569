// The product's mark: three bars, the plan outlined.

export function Mark() {
  return (
    <svg className="mark" viewBox="0 0 20 20" aria-hidden>
      <rect className="mark-ground" width="20" height="20" rx="5" />
      <rect className="mark-plan" x="4" y="5" width="8" height="2" rx="1" />
      <rect className="mark-bar" x="6" y="9" width="10" height="2.4" rx="1.2" />
      <rect className="mark-bar" x="6" y="13.4" width="6" height="2.4" rx="1.2" />
    </svg>
  );
}
